"""A steady load for as long as `--seconds` says, with everything a wallet does beside it: reactions, the sealer, the
workers' rounds, and PostgreSQL's own vacuum. It shows whether anything gets slower, fatter or bigger with time. An hour
is `python -m bench endurance --seconds 3600`; the baseline of each row is the first one.

The load is open: work begins when it is due, whether or not the last has ended, so a slow moment shows as waiting."""

import asyncio
import gc
import random
import tempfile
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil

from bench.harness import Table
from bench.load import Load
from superapp.chores import ROUND_SECONDS, WALLET_ROUNDS
from tests.databases import make_tables
from tests.postgres import Postgres
from tests.support import RecordedHttp
from tests.wallet.people import MCHID, PIN, draft, settings_of
from wallet import reactions
from wallet.books import check_books
from wallet.database import WalletTable
from wallet.house import WalletHouse, open_wallet
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.ledger.postgres_reads import connection_arguments
from wallet.money import Money
from wallet.payments.confirm import confirm_order
from wallet.payments.envelopes import EnvelopeDraft, open_envelope, send_envelope
from wallet.payments.orders import create_order
from wallet.payments.pins import set_pin
from wallet.payments.refunds import RefundDraft, create_refund
from wallet.payments.top_ups import top_up_demo
from wallet.payments.transfers import TransferDraft, accept_transfer, send_money
from wallet.seals.sealer import run_sealer
from wallet.statements import lines_of

TITLE = "A steady load, with vacuum"
TRANSFERS_PER_SECOND, ERRANDS_PER_SECOND, STATEMENTS_PER_SECOND = 40, 0.2, 1
TRANSFERS_UNDER_WAY_MAX, OTHERS_UNDER_WAY_MAX = 200, 6  # what is due above it is left out
TICK_SECONDS = 0.05
PEOPLE, ACCOUNTS = 24, 2_000  # people have a PIN and run errands; the other accounts only pass money on
ROWS = 12
COLUMNS = (
    "minute",
    "entries",
    "reactions behind",
    "transfers/s",
    "transfer p50 / p99 ms",
    "errand p50 / p99 ms",
    "statement p50 / p99 ms",
    "failed",
    "accounts MB",
    "database MB",
    "dead rows",
    "vacuums",
    "memory MB",
)


async def run(seconds: float) -> list[Table]:
    table = Table("PostgreSQL", COLUMNS, note=NOTE)
    server = Postgres.fresh()
    try:
        url = server.create_database("endurance")
        with tempfile.TemporaryDirectory() as folder:
            settings = settings_of(url, Path(folder))
            async with open_wallet(settings, http=RecordedHttp()) as house:
                await make_tables(house.database, WalletTable.metadata)
                await _last(table, house, url, seconds)
                if wrong := await check_books(house):
                    raise SystemExit(f"the books do not hold after the load: {wrong}")
    finally:
        server.stop()
    return [table]


@dataclass
class Waits:
    """Milliseconds each piece of work waited for, since the last row. failed: how many got no answer, so far."""

    ms: list[float] = field(default_factory=list[float])
    failed: int = 0

    async def of(self, work: Awaitable[object]) -> None:
        began = time.perf_counter()
        try:
            await work
        except Exception:
            traceback.print_exc()
            self.failed += 1
        else:
            self.ms.append((time.perf_counter() - began) * 1000)

    def taken(self) -> str:
        waits, self.ms = sorted(self.ms), []
        return f"{waits[len(waits) // 2]:.1f} / {waits[int(len(waits) * 0.99)]:.1f}" if waits else "-"


async def _last(table: Table, house: WalletHouse, url: str, seconds: float) -> None:
    """Everything at once, and a row each twelfth of the time."""
    town = Town(house)
    await town.settle()
    transfers, errands, statements = Waits(), Waits(), Waits()
    async with AsyncExitStack() as stack:
        watcher: Any = await asyncpg.connect(**connection_arguments(url))
        stack.push_async_callback(watcher.close)
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(reactions.run(house, reactions.built_in(house), stop=stop))
            tasks.create_task(run_sealer(house, stop))
            tasks.create_task(_rounds(house, stop))
            tasks.create_task(
                _steadily(lambda: transfers.of(town.transfer()), TRANSFERS_PER_SECOND, TRANSFERS_UNDER_WAY_MAX, stop)
            )
            tasks.create_task(
                _steadily(lambda: errands.of(town.errand()), ERRANDS_PER_SECOND, OTHERS_UNDER_WAY_MAX, stop)
            )
            tasks.create_task(
                _steadily(lambda: statements.of(town.statement()), STATEMENTS_PER_SECOND, OTHERS_UNDER_WAY_MAX, stop)
            )
            began = then = time.monotonic()
            for number in range(1, ROWS + 1):
                await asyncio.sleep(max(0.0, began + seconds * number / ROWS - time.monotonic()))
                moved, town.moved = town.moved, 0
                then, pace = time.monotonic(), moved / (time.monotonic() - then)
                failed = transfers.failed + errands.failed + statements.failed
                waits = (transfers.taken(), errands.taken(), statements.taken(), str(failed))
                table.add(f"{(then - began) / 60:.1f}", *await _row(house, watcher, pace, waits))
            stop.set()


async def _row(house: WalletHouse, watcher: Any, pace: float, waits: tuple[str, ...]) -> list[str]:
    head = await house.ledger.head()
    newest = head.first_seq + head.entries - 1
    behind = max([newest - await consumer.cursor() for consumer in reactions.built_in(house)])
    dead, vacuums = await watcher.fetchrow(
        "SELECT sum(n_dead_tup)::bigint, sum(autovacuum_count)::bigint FROM pg_stat_user_tables"
    )
    accounts = await watcher.fetchval("SELECT pg_total_relation_size('ledger.account')")
    database = await watcher.fetchval("SELECT pg_database_size(current_database())")
    gc.collect()
    memory = psutil.Process().memory_info().rss
    figures = [accounts / 2**20, database / 2**20]
    return [
        f"{newest:,}",
        f"{behind:,}",
        f"{pace:.0f}",
        *waits,
        *(f"{one:.1f}" for one in figures),
        f"{dead:,}",
        f"{vacuums}",
        f"{memory / 2**20:.0f}",
    ]


class Town:
    """Who moves money. moved: transfers through the ledger since the last row."""

    def __init__(self, house: WalletHouse) -> None:
        self.house, self.moved = house, 0
        self._chance, self._errands = random.Random(7), 0
        self._accounts: list[int] = []

    async def settle(self) -> None:
        """Accounts with money behind them."""
        ledger = self.house.ledger
        source = await ledger.open_account(AccountKind.CASH_IN, "endurance", "CNY", floor_minor=-(10**15))
        for number in range(PEOPLE):
            person = f"per_errand{number}"
            await set_pin(self.house, person, PIN)
            await top_up_demo(self.house, person, Money(100_000), reference=f"first-{number}")
        for number in range(ACCOUNTS):
            self._accounts.append(await ledger.open_account(AccountKind.ESCROW, f"passer:{number}", "CNY"))
        for begin in range(0, ACCOUNTS, 500):
            drafts = (
                Draft(Load.key(), Kind.POST, source, one, 10**6, "bench:first")
                for one in self._accounts[begin : begin + 500]
            )
            await asyncio.gather(*(ledger.submit(one) for one in drafts))
        for consumer in reactions.built_in(self.house):
            await reactions.catch_up(self.house, consumer)

    async def transfer(self) -> None:
        debit, credit = self._chance.sample(self._accounts, 2)
        key = Load.key()
        await self.house.ledger.submit(Draft(key, Kind.POST, debit, credit, 1, f"bench:{key.hex()}"))
        self.moved += 1

    async def statement(self) -> None:
        await lines_of(self.house, f"per_errand{self._chance.randrange(PEOPLE)}", limit=20)

    async def errand(self) -> None:
        """One of what people do, each with its PIN: a payment, a payment and its refund, a transfer, an envelope."""
        self._errands += 1
        number = self._errands
        ann, ben = f"per_errand{number % PEOPLE}", f"per_errand{(number + 1) % PEOPLE}"
        house = self.house
        match number % 4:
            case 0 | 1:
                order = await create_order(house, draft(out_trade_no=f"errand-{number:08}", total_minor=2))
                paid = await confirm_order(house, order_id=order.id, person_id=ann, pin=PIN)
                if number % 4:
                    back = RefundDraft(MCHID, f"back-{number:08}", 1, 2, transaction_id=paid.transaction_id)
                    await create_refund(house, back)
            case 2:
                sent = await send_money(house, TransferDraft(ann, ben, f"errand-{number:08}", 1), pin=PIN)
                await accept_transfer(house, sent.id, person_id=ben)
            case _:
                wish = EnvelopeDraft(ann, f"errand-{number:08}", "lucky", 6, 3)
                envelope = await send_envelope(house, wish, pin=PIN)
                for step in range(3):
                    await open_envelope(house, envelope.id, person_id=f"per_errand{(number + step) % PEOPLE}")


async def _steadily(
    work: Callable[[], Coroutine[Any, Any, None]], per_second: float, at_most: int, stop: asyncio.Event
) -> None:
    """Begin `work` as often as that, whatever the last one does; while `at_most` are under way, none."""
    began, done = time.monotonic(), 0
    under_way: set[asyncio.Task[None]] = set()
    async with asyncio.TaskGroup() as tasks:
        while not stop.is_set():
            due = int((time.monotonic() - began) * per_second)
            for _ in range(min(due - done, at_most - len(under_way))):
                task = tasks.create_task(work())
                under_way.add(task)
                task.add_done_callback(under_way.discard)
            done = due
            await asyncio.sleep(TICK_SECONDS)


async def _rounds(house: WalletHouse, stop: asyncio.Event) -> None:
    while not stop.is_set():
        for work in WALLET_ROUNDS:
            await work(house)
        try:
            await asyncio.wait_for(stop.wait(), ROUND_SECONDS)
        except TimeoutError:
            continue


NOTE = (
    f"Begun each second, whatever the last ones do: {TRANSFERS_PER_SECOND} transfers (between {ACCOUNTS:,} accounts"
    f" that are nobody's history), {ERRANDS_PER_SECOND} errands with a PIN (payments, refunds, transfers between"
    f" {PEOPLE} people, envelopes) and {STATEMENTS_PER_SECOND} question for a person's statement. Above"
    f" {TRANSFERS_UNDER_WAY_MAX} transfers or {OTHERS_UNDER_WAY_MAX} of the others under way, what is due is left out."
    " Reactions, the sealer and the workers' rounds run in the same process, PostgreSQL with its defaults on the same"
    " machine. Failed: without an answer, so far. Reactions behind: entries the slowest reader has not handled yet."
    " Accounts MB: the table that every transfer updates, with its indexes. Dead rows: of all tables, as PostgreSQL"
    " counts them. Vacuums: automatic ones of all tables so far. Memory: resident, of this process. The books are"
    " proved at the end."
)
