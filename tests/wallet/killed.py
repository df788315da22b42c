"""Runs one payment after another and kills itself at a named step of each; `test_reactions.py` starts it and looks at
what is left. Each step has a forked child of its own, so that SIGKILL ends a process in the middle of its work.

Arguments: the database URL ("" for SQLite), the data folder, then the steps, such as "confirm._settle:before"."""

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.support import TravelClock
from tests.wallet.people import draft, opened, paid_order, refund_draft, settings_of
from wallet import reactions
from wallet.payments.refunds import create_refund

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def main(database_url: str, folder: str, steps: list[str]) -> None:
    for number, step in enumerate(steps):
        child = os.fork()
        if child == 0:
            die_at(step)
            asyncio.run(one_payment(database_url, Path(folder), number))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(step, "killed" if os.WIFSIGNALED(status) else f"lived {status}", flush=True)


async def one_payment(database_url: str, folder: Path, number: int) -> None:
    """An order, its payment, the reactions, a refund, the reactions again."""
    clock = TravelClock(START + timedelta(minutes=number))
    async with opened(settings_of(database_url, folder), clock) as house:
        house.chance.seed(1000 + number)  # pyright: ignore[reportAttributeAccessIssue] the tests' chance
        order = await paid_order(house, out_trade_no=f"kill-{number:04}", total_minor=draft().total_minor)
        for consumer in reactions.built_in(house):
            await reactions.catch_up(house, consumer)
        await create_refund(house, refund_draft(order, 100, f"back-{number:04}"))
        for consumer in reactions.built_in(house):
            await reactions.catch_up(house, consumer)


def die_at(step: str) -> None:
    """Wrap the function the step names, so that the process dies before or after it runs."""
    place, _, moment = step.partition(":")
    path, _, name = place.rpartition(".")
    owner: Any = importlib.import_module(f"wallet.{path.partition('/')[0]}")
    if inside := path.partition("/")[2]:
        owner = getattr(owner, inside)
    setattr(owner, name, _dying(getattr(owner, name), moment))


def _dying(function: Callable[..., Any], moment: str) -> Callable[..., Any]:
    async def run(*arguments: Any, **named: Any) -> Any:
        if moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        await function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
