"""A guest's own list of the money that came and went through its merchants' accounts: payments and refunds, each once,
under the number by which the host knows it. Written in the transaction that learns of it; `day_files.py` reads it.

A guest keeps one table, `moves_of(metadata)`, in its own database."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel.ext.asyncio.session import AsyncSession

Kind = Literal["payment", "refund"]


def moves_of(metadata: MetaData) -> Table:
    """account: whose of several merchants', "" for a guest that has one. at: UTC text, which sorts as time."""
    return Table(
        "money_moves",
        metadata,
        Column("account", String, primary_key=True),
        Column("kind", String, primary_key=True),
        Column("number", String, primary_key=True),
        Column("amount_fen", Integer, nullable=False),
        Column("at", String, nullable=False, index=True),
    )


def said_at(told: str, now: datetime) -> datetime:
    """When the host says that it was, such as "2026-11-23T17:00:00+08:00"; now where it does not say. Its moment
    decides on which day money moved: by our own clock, what is paid just before midnight would be of the next day."""
    return datetime.fromisoformat(told) if told else now


async def enter(
    session: AsyncSession, moves: Table, kind: Kind, number: str, amount_fen: int, at: datetime, *, account: str = ""
) -> None:
    """What is written down already stays as it is; nothing is written for a payment of nothing."""
    if amount_fen:
        row = {"account": account, "kind": kind, "number": number, "amount_fen": amount_fen, "at": _stamp(at)}
        await session.execute(insert(moves).values(**row).on_conflict_do_nothing())


async def moves_between(
    session: AsyncSession, moves: Table, account: str, start: datetime, end: datetime
) -> list[tuple[str, str, int]]:
    """(kind, number, amount in fen) from start on and before end, in the order of time."""
    wanted = (
        select(moves.c.kind, moves.c.number, moves.c.amount_fen)
        .where(moves.c.account == account, moves.c.at >= _stamp(start), moves.c.at < _stamp(end))
        .order_by(moves.c.at, moves.c.kind, moves.c.number)
    )
    return [tuple(row) for row in (await session.execute(wanted)).all()]


def _stamp(moment: datetime) -> str:
    """Whole seconds, as the host tells them; a part of one belongs to it."""
    whole = moment.astimezone(UTC) - timedelta(microseconds=moment.microsecond)
    return whole.strftime("%Y-%m-%dT%H:%M:%SZ")
