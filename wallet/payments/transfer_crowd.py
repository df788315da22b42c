"""Intents and settlements of transfers, written together: those who come while a commit is written share the next one
(`wallet.together`), so that a busy house pays for statements and disk once for many. Called by `transfers`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import Entry
from wallet.payments.limit_rows import Use
from wallet.payments.limits import admit, close, count
from wallet.payments.transfer_rows import TransferRow
from wallet.payments.transfer_settling import settle_transfers, transfer_of
from wallet.together import TogetherOn


@dataclass(frozen=True, slots=True, eq=False)
class Intent:
    """is_new: the row is not in the table yet."""

    row: TransferRow
    use: Use
    is_new: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """is_new: the use was not counted before."""

    is_new: bool


async def count_intent(house: WalletHouse, intent: Intent) -> Counted | None:
    """Write a new intent down and count its use, both or neither; committed when it returns. None, and neither, when
    its sender has a transfer of this request. Raises what `limits.take` refuses."""
    answer = await _intents.do(house, intent)
    if isinstance(answer, WalletError):
        raise answer
    return answer


async def settle_in_crowd(house: WalletHouse, entry: Entry) -> TransferRow:
    """The transfer of this entry as it stands once it is settled; committed when it returns."""
    return await _settlements.do(house, entry)


async def _count(house: WalletHouse, intents: Sequence[Intent]) -> list[Counted | WalletError | None]:
    answers: dict[Intent, Counted | WalletError | None] = {}
    waiting = list(intents)
    while waiting:
        # Of one person one at a time: the next one has to find the first one counted.
        first: dict[str, Intent] = {}
        for one in waiting:
            first.setdefault(one.use.person_id, one)
        answers |= await _count_each(house, list(first.values()))
        waiting = [one for one in waiting if one not in answers]
    return [answers[one] for one in intents]


async def _count_each(house: WalletHouse, intents: Sequence[Intent]) -> dict[Intent, Counted | WalletError | None]:
    """intents: each of a person of their own."""
    async with house.database.write() as session:
        admitted = await admit(session, house, [one.use for one in intents])
        answers: dict[Intent, Counted | WalletError | None] = {
            intent: answer if isinstance(answer, WalletError) else Counted(answer)
            for intent, answer in zip(intents, admitted, strict=True)
        }
        allowed = [one for one in intents if isinstance(answers[one], Counted)]
        if rows := [one.row.model_dump() for one in allowed if one.is_new]:
            made = await (await session.connection()).execute(_insert(is_sqlite=house.database.is_sqlite), rows)
            written = set(made.scalars())
            answers |= dict.fromkeys([one for one in allowed if one.is_new and one.row.id not in written])
        new = [one.use for one, answer in answers.items() if isinstance(answer, Counted) and answer.is_new]
        await count(session, house, new)
    return answers


async def _settle(house: WalletHouse, entries: Sequence[Entry]) -> list[TransferRow]:
    async with house.database.write() as session:
        await close(session, *(one.key for one in entries))
        rows = await settle_transfers(session, entries)
    return [rows[transfer_of(one)] for one in entries]


@cache
def _insert(*, is_sqlite: bool) -> Any:
    """Made once: SQLAlchemy then knows its SQL for any number of rows."""
    table: Any = TransferRow.__table__  # pyright: ignore[reportAttributeAccessIssue] SQLModel does not type it
    made: Any = (sqlite.insert if is_sqlite else postgresql.insert)(table)
    return made.on_conflict_do_nothing(index_elements=["sender_id", "request_id"]).returning(table.c.id)


_intents, _settlements = TogetherOn(_count), TogetherOn(_settle)
