"""How many payments with a PIN one process settles per second, over the cashier's route and without it, beside the bare
Argon2 hash. Called by `python -m bench`; leans on the tests' site, which is the whole app called in this process."""

import logging
import random
import tempfile
from dataclasses import replace
from pathlib import Path

import httpx2

from bench.harness import Pace, Table, closed_loop
from tests.superapp.conftest import running_site
from tests.superapp.money import PIN, Stall, open_stall
from tests.support import RecordedHttp, TravelClock
from wallet.money import Money
from wallet.payments import pins, top_ups
from wallet.payments.confirm import confirm_order
from wallet.payments.pin_hashing import hash_pin

TITLE = "Payment with a PIN"
CLIENTS = 4


async def run(seconds: float) -> list[Table]:
    logging.disable(logging.INFO)  # a line for each request would bury the figures
    table = Table(TITLE, ("work", "per second", "p50 ms", "p99 ms", "share of the bare hash"))
    with tempfile.TemporaryDirectory() as folder:
        async with running_site(
            Path(folder), "", clock=TravelClock(), chance=random.Random(1), http=RecordedHttp(), demo=True
        ) as site:
            first, stalls = await open_stall(site), list[Stall]()
            for number in range(CLIENTS):
                payer = await site.person(f"Payer {number}")
                await pins.set_pin(site.house.wallet, payer.id, PIN)
                await top_ups.top_up_demo(site.house.wallet, payer.id, Money(10_000), reference=f"bench-{number}")
                stalls.append(replace(first, payer=payer, made=number * 10_000))
            browsers = [await site.signed_in(stall.payer) for stall in stalls]

            async def direct(number: int) -> None:
                order = await stalls[number].order(1)
                paid = await confirm_order(
                    site.house.wallet, order_id=order.id, person_id=stalls[number].payer.id, pin=PIN
                )
                assert paid.is_paid

            async def over_http(number: int) -> None:
                token = await stalls[number].link(await stalls[number].order(1))
                answer: httpx2.Response = await browsers[number].post(f"/cashier/{token}/confirm", json={"pin": PIN})
                assert answer.status_code == 200, answer.text

            bare = await closed_loop(lambda _: hash_pin(PIN, "", random.Random()), clients=CLIENTS, seconds=seconds)
            _add(table, "bare hash", bare, bare)
            _add(table, "order, then confirm_order", await closed_loop(direct, clients=CLIENTS, seconds=seconds), bare)
            web = await closed_loop(over_http, clients=CLIENTS, seconds=seconds)
            _add(table, "order, link, POST /cashier/…/confirm", web, bare)
    table.note = (
        f"{CLIENTS} payers at once, SQLite, two hashing threads on all cores. Figures include making the order. The"
        " route is called in this process, with sign-in and CSRF check."
    )
    return [table]


def _add(table: Table, work: str, pace: Pace, bare: Pace) -> None:
    share = pace.per_second / bare.per_second
    table.add(work, f"{pace.per_second:.0f}", f"{pace.p50_ms:.0f}", f"{pace.p99_ms:.0f}", f"{share:.0%}")
