"""Reads the journal for receipts and kills itself at a named step; `test_react_to_wallet.py` starts it and looks at
what is left. Each step has a forked child of its own.

Arguments: the database URL ("" for SQLite), the data folder, then the steps, such as "advance:after"."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from superapp.base.config import Settings
from superapp.flows import react_to_wallet
from superapp.flows.react_to_wallet import Receipts
from superapp.opening import house_for, wallet_settings_for
from tests.support import RecordedHttp
from wallet.reactions import catch_up

# Where each step's function hangs. "publish" comes after the commit, so there a receipt is already written.
STEPS: dict[str, tuple[Any, str]] = {
    "receipt": (Receipts, "_receipt"),
    "advance": (react_to_wallet, "advance"),
    "write": (Receipts, "_write"),
    "append": (react_to_wallet.messages, "append"),
}


def main(database_url: str, folder: str, steps: list[str]) -> None:
    for step in steps:
        child = os.fork()
        if child == 0:
            die_at(step)
            asyncio.run(read(database_url, Path(folder)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print(step, "killed" if os.WIFSIGNALED(status) else f"lived {status}", flush=True)


async def read(database_url: str, folder: Path) -> None:
    settings = Settings(DATA=folder, database_url=database_url, demo=True)  # pyright: ignore[reportCallIssue]
    wallet = wallet_settings_for(settings).model_copy(update={"database_url": database_url})
    async with house_for(settings, wallet, http=RecordedHttp()) as house:
        await catch_up(house.wallet, Receipts(house))


def die_at(step: str) -> None:
    name, _, moment = step.partition(":")
    owner, attribute = STEPS[name]
    setattr(owner, attribute, _dying(getattr(owner, attribute), moment))


def _dying(function: Callable[..., Any], moment: str) -> Callable[..., Any]:
    async def run(*arguments: Any, **named: Any) -> Any:
        if moment == "after":
            await function(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return run


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
