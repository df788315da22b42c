"""`superapp books check`: ends with 0 when the books hold, with 1 and the first failing fact when they do not."""

import asyncio
import json
from pathlib import Path

from tests.superapp.cli.commands import Commands
from tests.wallet.ledger.raw import Raw
from wallet.house import open_wallet
from wallet.money import Money
from wallet.payments.top_ups import top_up_demo
from wallet.settings import WalletSettings


class NoHttp:
    async def send(self, method: str, url: str, **_more: object) -> object:
        raise AssertionError(f"a top-up sends nothing, yet: {method} {url}")


async def some_money(data: Path) -> None:
    settings = WalletSettings.model_validate({"DATA": data, "SUPERAPP_DEMO": True})
    async with open_wallet(settings, http=NoHttp()) as house:  # pyright: ignore[reportArgumentType] never answers
        for reference in ("first", "second"):
            await top_up_demo(house, "per_ann", Money(1000), reference=reference)


async def tamper(data: Path) -> None:
    raw = Raw("", data)
    await raw.disarm()
    await raw.run("UPDATE entry SET amount_minor = 11 WHERE seq = 2")


def test_the_books_of_an_empty_wallet_hold(fresh: Commands):
    fresh("migrate", "--json").facts()

    told = fresh("books", "check", "--json").facts()
    shown = fresh("books", "check")

    assert (told["ok"], told["entries"]) == (True, 0)
    assert len(told["facts"]) >= 10
    assert shown.code == 0
    assert all(line.startswith("ok   ") and ": " in line for line in shown.out.splitlines())


def test_a_changed_entry_ends_the_check_with_its_fact(fresh: Commands):
    data = Path(fresh.environment["DATA"])
    fresh("migrate", "--json").facts()
    asyncio.run(some_money(data))
    assert fresh("books", "check", "--json").facts()["entries"] == 2
    asyncio.run(tamper(data))

    shown = fresh("books", "check")
    told = fresh("books", "check", "--json")

    assert (shown.code, told.code) == (1, 1)
    assert shown.err.startswith("The books do not hold: the hash chain follows from the entries: ")
    facts = json.loads(told.out)
    failing = [fact["name"] for fact in facts["facts"] if not fact["ok"]]
    assert facts["ok"] is False
    assert failing[0] == "the hash chain follows from the entries"
