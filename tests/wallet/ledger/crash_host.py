"""A host process under load, made to be killed: `python -m tests.wallet.ledger.crash_host URL FOLDER NAME`.

It writes each draft to `NAME.intents` before it submits it, and to `NAME.answers` once the ledger has answered; what is
in a file survives SIGKILL. A draft follows from its record alone, so that the test can send it again."""

import asyncio
import os
import struct
import sys
from pathlib import Path

from tests.wallet.ledger.support import key
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Draft, Entry, Kind
from wallet.ledger.postgres import PostgresLedger
from wallet.ledger.sqlite import SqliteLedger
from wallet.ports import SystemClock

PEOPLE = range(2, 22)  # account ids; 1 is the cash account
CLIENTS = 24
RECORD = struct.Struct(">B16s16sq")  # kind, key, hold or zeros, seq of the answer or 0


def open_engine(url: str, folder: Path) -> Ledger:
    return PostgresLedger(url, clock=SystemClock()) if url else SqliteLedger(folder / "ledger.db", clock=SystemClock())


def draft_of(kind: int, name: bytes, hold: bytes) -> Draft:
    debit, credit, amount = PEOPLE[name[0] % 20], PEOPLE[(name[0] + 1 + name[1] % 19) % 20], 1 + name[2] % 5
    if kind < Kind.CAPTURE:
        return Draft(name, Kind(kind), debit, credit, amount + 5 * kind, "test:crash")
    return Draft(name, Kind(kind), 0, 0, amount if kind == Kind.CAPTURE else 0, "test:crash", hold)


class Log:
    def __init__(self, folder: Path, name: str) -> None:
        flags = os.O_CREAT | os.O_WRONLY | os.O_APPEND
        self.intents, self.answers = (os.open(folder / f"{name}.{suffix}", flags) for suffix in ("intents", "answers"))

    def intend(self, draft: Draft) -> None:
        os.write(self.intents, RECORD.pack(draft.kind, draft.key, draft.hold or bytes(16), 0))

    def answer(self, entry: Entry) -> None:
        os.write(self.answers, RECORD.pack(entry.kind, entry.key, entry.hold or bytes(16), entry.seq))


def read(folder: Path, suffix: str) -> dict[bytes, tuple[Draft, int]]:
    """Every whole record of all hosts, by key: the draft and the seq."""
    found: dict[bytes, tuple[Draft, int]] = {}
    for path in folder.glob(f"*.{suffix}"):
        data = path.read_bytes()
        for kind, name, hold, seq in RECORD.iter_unpack(data[: len(data) // RECORD.size * RECORD.size]):
            found[name] = draft_of(kind, name, hold), seq
    return found


async def main(url: str, folder: Path, name: str) -> None:
    ledger, log = open_engine(url, folder), Log(folder, name)
    await ledger.start()

    async def send(draft: Draft) -> None:
        log.intend(draft)
        log.answer(await ledger.submit(draft))

    async def client() -> None:
        while True:
            first = os.urandom(16)
            await send(draft_of(Kind.AUTHORIZE if first[3] % 4 == 0 else Kind.POST, first, b""))
            if first[3] % 4 == 0:
                await send(draft_of(Kind.CAPTURE if first[4] % 2 else Kind.VOID, key(first.hex()), first))

    async with asyncio.TaskGroup() as clients:
        for _ in range(CLIENTS):
            clients.create_task(client())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
