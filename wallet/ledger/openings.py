"""Opening accounts, several at a time: who asks while others are being opened waits, and the next call opens all that
have gathered. Both engines own one. An account's id never changes, so what was opened once is remembered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from wallet.ledger.model import AccountId, AccountKind
from wallet.ledger.validate import check_account

REMEMBERED_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Opening:
    kind: AccountKind
    owner: str
    currency: str
    floor_minor: int = 0


# Opens those that are missing, durably, and gives every id, in order. The accounts are valid and distinct.
OpenAll = Callable[[Sequence[Opening]], Awaitable[Sequence[AccountId]]]


class Openings:
    def __init__(self, open_all: OpenAll) -> None:
        self._open_all = open_all
        self._known: dict[tuple[AccountKind, str, str], AccountId] = {}
        self._waiting: dict[tuple[AccountKind, str, str], tuple[Opening, asyncio.Future[AccountId]]] = {}
        self._task: asyncio.Task[None] | None = None

    async def open(self, wanted: Opening) -> AccountId:
        """As promised by `Ledger.open_account`."""
        check_account(wanted.owner, wanted.currency, wanted.floor_minor)
        name = (wanted.kind, wanted.owner, wanted.currency)
        if known := self._known.get(name):
            return known
        if name not in self._waiting:
            self._waiting[name] = (wanted, asyncio.get_running_loop().create_future())
        answer = self._waiting[name][1]
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="ledger openings")
        # Several may wait for one answer; who is cancelled takes nothing from the others.
        return await asyncio.shield(answer)

    async def stop(self) -> None:
        if self._task:
            await self._task

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, {}
            try:
                ids = await self._open_all([opening for opening, _ in batch.values()])
            except Exception as error:
                for _, answer in batch.values():
                    answer.set_exception(error)
            else:
                if len(self._known) + len(ids) > REMEMBERED_MAX:
                    self._known.clear()
                for (name, (_, answer)), found in zip(batch.items(), ids, strict=True):
                    self._known[name] = found
                    answer.set_result(found)
        self._task = None
