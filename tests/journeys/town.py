"""The whole product as `superapp demo` starts it, for journeys: every process, every database, the published shop."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_SECONDS = 90


@dataclass
class Town:
    """url: the host's address; environment: what every command needs to work on the same installation."""

    url: str
    appid: str
    environment: dict[str, str]

    def command(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Run `superapp …` on this installation. settings: more of its environment, such as SUPERAPP_TOKEN."""
        return subprocess.run(
            [sys.executable, "-m", "superapp", *arguments],
            env={**self.environment, **settings},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self, *arguments: str) -> dict[str, object]:
        """Run `superapp … --json`; its object. Fails with the command's words when it is refused."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def check_books(self) -> None:
        """As its operators do: every fact of the wallet is proved from the journal. Each journey with money ends so."""
        proof = self.asked("books", "check")
        assert proof["ok"] is True, proof


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_demo(data: Path, database_url: str = "", *, guests: str = "") -> Iterator[Town]:
    """`superapp demo` on a free port; ended by SIGINT, as by Ctrl-C. guests: who comes, such as "taxi,food"."""
    port = free_port()
    environment = {
        **os.environ,
        "SHOP_MARKET_PRODUCTS": "300",  # the full shelves take a while to fill and journeys look at few
        "SHOP_SIMULATE_SECONDS": "86400",  # journeys move parcels at the desk
        "SHOP_SWEEP_SECONDS": "2",  # what is back in stock is told soon
        "SUPERAPP_DEMO_GUESTS": guests,  # a journey that wants one lets it move in (guests.py)
        "DATA": str(data),
        "PORT": str(port),
        "SUPERAPP_DEMO": "1",
        "SUPERAPP_ALLOW_PRIVATE_HOSTS": "1",
        "SUPERAPP_URL": f"http://127.0.0.1:{port}",
        "SUPERAPP_DATABASE_URL": database_url,
        "WALLET_DATABASE_URL": database_url,
        "PYTHONUNBUFFERED": "1",
    }
    log = data.parent / f"{data.name}.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "superapp", "demo"], env=environment, cwd=ROOT, stdout=output, stderr=output
        )
    try:
        deadline = time.monotonic() + READY_SECONDS * (2 if guests else 1)
        while not (ready := re.search(r"/p/(wx[0-9a-f]{16})", log.read_text())):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        yield Town(environment["SUPERAPP_URL"], ready[1], environment)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
