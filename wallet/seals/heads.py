"""What the sealer keeps: the signed heads, and the roots of every 1,024 entries, so that nobody has to hash the whole
journal to grow the tree or to prove something. Both can be computed again from the journal; the signatures cannot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Integer, LargeBinary, Text, func
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, col, select

from wallet.database import UtcDateTime, WalletTable
from wallet.house import WalletHouse
from wallet.ledger import tree
from wallet.ledger.chain import entry_bytes, microseconds
from wallet.ledger.model import Entry

TILE_HEIGHT = 10
TILE = 1 << TILE_HEIGHT
_BIG = BigInteger().with_variant(Integer, "sqlite")


class TreeHeadRow(WalletTable, table=True):
    """note: as published (`notes.py`); size and root are inside it too."""

    __tablename__ = "tree_heads"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr
    __table_args__ = (CheckConstraint("size > 0", name="a_head_has_entries"),)

    size: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_at: datetime = Field(sa_type=UtcDateTime)
    note: str = Field(sa_column=Column(Text, nullable=False))


class TreeTileRow(WalletTable, table=True):
    """number n: the root over entries n * 1,024 + 1 to (n + 1) * 1,024."""

    __tablename__ = "tree_tiles"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    number: int = Field(sa_column=Column(_BIG, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


@dataclass(frozen=True, slots=True)
class SignedHead:
    size: int
    root: bytes
    sealed_at: datetime
    note: str


def leaf_of(entry: Entry) -> bytes:
    """The hash of an entry's leaf: over the same bytes as the chain's (`wallet/ledger/chain.py`)."""
    return tree.leaf_hash(entry_bytes(entry, microseconds(entry.posted_at)))


async def store(house: WalletHouse, head: SignedHead, tiles: dict[int, bytes]) -> None:
    """One transaction; what another sealer has stored before stays."""
    insert: Any = sqlite_insert if house.database.is_sqlite else postgres_insert
    values = {"size": head.size, "root": head.root, "sealed_at": head.sealed_at, "note": head.note}
    async with house.database.write() as session:
        for number, root in tiles.items():
            await session.execute(insert(TreeTileRow).values(number=number, root=root).on_conflict_do_nothing())
        await session.execute(insert(TreeHeadRow).values(**values).on_conflict_do_nothing())


async def newest_head(house: WalletHouse) -> SignedHead | None:
    found = await newest_heads(house, limit=1)
    return found[0] if found else None


async def newest_heads(house: WalletHouse, *, limit: int) -> list[SignedHead]:
    async with house.database.read() as session:
        rows = await session.exec(select(TreeHeadRow).order_by(col(TreeHeadRow.size).desc()).limit(limit))
        return [_head(row) for row in rows.all()]


async def heads_after(house: WalletHouse, size: int, *, limit: int) -> list[SignedHead]:
    """In order of size."""
    wanted = select(TreeHeadRow).where(col(TreeHeadRow.size) > size).order_by(col(TreeHeadRow.size)).limit(limit)
    async with house.database.read() as session:
        return [_head(row) for row in (await session.exec(wanted)).all()]


async def head_covering(house: WalletHouse, seq: int) -> SignedHead | None:
    """The first head whose tree has this entry; None when none has yet."""
    found = await heads_after(house, seq - 1, limit=1)
    return found[0] if found else None


async def count_heads(house: WalletHouse) -> int:
    async with house.database.read() as session:
        return (await session.exec(select(func.count()).select_from(TreeHeadRow))).one()


async def tiles_between(house: WalletHouse, first: int, end: int) -> Sequence[TreeTileRow]:
    """Tiles [first, end), in order."""
    wanted = select(TreeTileRow).where(col(TreeTileRow.number) >= first, col(TreeTileRow.number) < end)
    async with house.database.read() as session:
        return (await session.exec(wanted.order_by(col(TreeTileRow.number)))).all()


def _head(row: TreeHeadRow) -> SignedHead:
    return SignedHead(row.size, row.root, row.sealed_at, row.note)
