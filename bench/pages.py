"""How long the server takes to make a page, and how many statements it sends, beside the smallest answer of the same
app (/healthz). Called by `python -m bench`; leans on the tests' site, which is the whole app called in this process."""

import logging
import random
import tempfile
from pathlib import Path

from sqlalchemy import event

from bench.harness import Table, closed_loop
from tests.superapp.conftest import Site, running_site
from tests.superapp.money import PIN, open_stall
from tests.support import RecordedHttp, TravelClock
from wallet.payments.confirm import confirm_order

TITLE = "Pages: the server's own time"
PAYMENTS = 40  # more than a page shows, so that a query for each line would be seen
PAGES = ("/healthz", "/wallet", "/chats", "/programs", "/admin/transfers")


async def run(seconds: float) -> list[Table]:
    logging.disable(logging.INFO)  # a line for each request would bury the figures
    table = Table(TITLE, ("page", "p50 ms", "p99 ms", "statements", "times /healthz"))
    with tempfile.TemporaryDirectory() as folder:
        async with running_site(
            Path(folder), "", clock=TravelClock(), chance=random.Random(1), http=RecordedHttp(), demo=True
        ) as site:
            stall = await open_stall(site)
            for _ in range(PAYMENTS):
                order = await stall.order(1)
                await confirm_order(site.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
            payer = await site.signed_in(stall.payer)
            auditor = await site.signed_in(await site.person("Olga", roles=frozenset({"auditor"})))
            sent, least = _counted(site), 0.0
            for page in PAGES:
                client = auditor if page.startswith("/admin") else payer

                async def look(_: int, page: str = page, client: object = client) -> None:
                    answer = await client.get(page)  # pyright: ignore[reportAttributeAccessIssue]
                    assert answer.status_code == 200, (page, answer.status_code, answer.text[:300])

                await look(0)
                sent.clear()
                await look(0)
                statements = len(sent)
                pace = await closed_loop(look, clients=1, seconds=seconds / 2)
                least = least or pace.p50_ms
                times = f"{pace.p50_ms / least:.1f}"
                table.add(page, f"{pace.p50_ms:.1f}", f"{pace.p99_ms:.1f}", str(statements), times)
    table.note = f"One visitor after another, SQLite, {PAYMENTS} payments. Statements of the ledger are not counted."
    return [table]


def _counted(site: Site) -> list[str]:
    """A list that grows by each statement either house sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    for database in (site.house.database, site.house.wallet.database):
        for engine in (database.writer, database._readers):  # pyright: ignore[reportPrivateUsage] nobody else asks
            event.listen(engine.sync_engine, "before_cursor_execute", note)
    return sent
