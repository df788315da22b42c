"""What Red Letter keeps: who may use the desk, the gifts it made, the money that was added for them. Nothing of the
people who open gifts: it never learns who they are."""

from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from miniapps.kit.books import moves_of

# States of a gift: FUNDING before the host has said anything, then the host's own OPEN, ENDING and ENDED. What the host
# refuses is not kept.
FUNDING, OPEN = "FUNDING", "OPEN"
UNDER_WAY = (FUNDING, OPEN, "ENDING")


class EnvelopeTable(SQLModel):
    """These tables have a list of their own."""

    metadata = MetaData()


MOVES = moves_of(EnvelopeTable.metadata)


class Keeper(EnvelopeTable, table=True):
    """Somebody who opened the desk's program; keeper: they showed its code."""

    __tablename__ = "keepers"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    token_digest: str = Field(index=True)
    session_key: str
    keeper: bool = False
    wrong_codes: int = 0


class Gift(EnvelopeTable, table=True):
    """id: also the number under which the host knows it. Moments are ISO 8601, UTC."""

    __tablename__ = "gifts"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    request_key: str = Field(unique=True)
    title: str
    greeting: str
    cover: str
    kind: str
    total_fen: int
    shares: int
    expires_at: str
    created_at: str
    state: str = FUNDING
    claim_path: str = ""
    taken: int = 0
    claimed_fen: int = 0
    returned_fen: int = 0
    newcomers: int = 0


class Payment(EnvelopeTable, table=True):
    """Money that somebody at the desk adds. state: the platform's `trade_state`."""

    __tablename__ = "payments"  # pyright: ignore[reportAssignmentType]

    number: str = Field(primary_key=True)
    openid: str
    amount_fen: int
    state: str = "NOTPAY"
