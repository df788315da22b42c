"""The baseline of what is asked over HTTP: a bare server in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.hosts import Host
from tests.nats_server import free_port

ROOT = Path(__file__).parents[1]


@contextmanager
def bare_server(module: str, log: Path) -> Iterator[Host]:
    """module: run as a program, with the port as its argument. log: takes what it says."""
    port = free_port()
    with open(log, "wb") as words:
        arguments = [sys.executable, "-m", module, str(port)]
        process = subprocess.Popen(arguments, cwd=ROOT, env=os.environ.copy(), stdout=words, stderr=words)
    try:
        host = Host(port, process, log)
        host.wait_until_ready()
        yield host
    finally:
        process.terminate()
        process.wait(20)
