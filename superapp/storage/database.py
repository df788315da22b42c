"""The host's database: the same two doors as the wallet's, with tables of its own."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from wallet.database import NAMES, Database, UtcDateTime

__all__ = ["Database", "HostTable", "UtcDateTime"]


class HostTable(SQLModel):
    """The base of every table of the host."""

    metadata = MetaData(naming_convention=NAMES)
