"""Sends a transfer and shares an envelope, again and again, and kills itself at a named step of each; `test_killed.py`
starts it and looks at what is left. Each step has a forked child of its own.

Arguments: the database URL ("" for SQLite), the data folder, then the steps, such as "transfers._settle:before"."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

from tests.support import TravelClock
from tests.wallet.killed import START, die_at
from tests.wallet.payments.between import send, share
from tests.wallet.people import BEN, opened, settings_of
from wallet.payments import envelope_sending, transfers
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.transfers import accept_transfer, return_transfer


def main(database_url: str, folder: str, steps: list[str]) -> None:
    for number, step in enumerate(steps):
        child = os.fork()
        if child == 0:
            die_at(f"payments.{step}")
            asyncio.run(one_round(database_url, Path(folder), number))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(step, "killed" if os.WIFSIGNALED(status) else f"lived {status}", flush=True)


async def one_round(database_url: str, folder: Path, number: int) -> None:
    """One transfer taken, one returned; an envelope opened by one of two, whose rest goes back after a day."""

    async def right(*_: object, **__: object) -> bool:
        """PINs have their own tests."""
        return True

    transfers.ask_pin = envelope_sending.ask_pin = right
    clock = TravelClock(START + timedelta(days=2 * number))
    async with opened(settings_of(database_url, folder), clock) as house:
        house.chance.seed(1000 + number)  # pyright: ignore[reportAttributeAccessIssue] the tests' chance
        taken = await send(house, request_id=f"taken-{number:04}", amount_minor=100)
        await accept_transfer(house, taken.id, person_id=BEN)
        returned = await send(house, request_id=f"returned-{number:04}", amount_minor=10)
        await return_transfer(house, returned.id, person_id=BEN)
        envelope = await share(house, request_id=f"shared-{number:04}", total_minor=50, shares=2)
        await open_envelope(house, envelope.id, person_id=BEN)
        clock.travel(hours=25)
        await finish_envelopes(house)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
