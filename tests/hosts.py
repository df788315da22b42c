"""Host processes of one installation, as `superapp serve` starts them, each on a free port of the loopback address; and
a forwarder that stands in front of them as a proxy would. For journeys and benchmarks with more than one process."""

import asyncio
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.nats_server import free_port
from tests.superapp.cli.commands import ROOT, clean_environment

READY_SECONDS = 60.0


@dataclass
class Host:
    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self, fact: str = "/readyz", words: str = "") -> None:
        """Until this address answers with these words in it."""
        deadline = time.monotonic() + READY_SECONDS
        while (told := _text(self.url + fact)) is None or words not in told:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL: no goodbye to anybody."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


@contextmanager
def running_hosts(count: int, folder: Path, database_url: str, nats_url: str) -> Iterator[list[Host]]:
    """Ready, and connected to the broker. folder: becomes their `DATA`; set up here."""
    settings = {
        "SUPERAPP_DATABASE_URL": database_url,
        "WALLET_DATABASE_URL": database_url,
        "SUPERAPP_NATS_URL": nats_url,
        "PYTHONUNBUFFERED": "1",
    }
    environment = clean_environment(folder / "data", **settings)
    migrate = [sys.executable, "-m", "superapp", "migrate"]
    subprocess.run(migrate, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    hosts: list[Host] = []
    try:
        for number in range(count):
            port, log = free_port(), folder / f"host-{number}.log"
            with open(log, "wb") as words:
                process = subprocess.Popen(
                    [sys.executable, "-m", "superapp", "serve"],
                    cwd=ROOT,
                    env=environment | {"PORT": str(port), "SUPERAPP_URL": f"http://127.0.0.1:{port}"},
                    stdout=words,
                    stderr=words,
                )
            hosts.append(Host(port, process, log))
        for host in hosts:
            host.wait_until_ready()
            host.wait_until_ready("/metrics", "superapp_nats_connected 1.0")
        yield hosts
    finally:
        for host in hosts:
            host.process.terminate()
        for host in hosts:
            try:
                host.process.wait(20)
            except subprocess.TimeoutExpired:
                host.process.kill()
                host.process.wait(10)


@dataclass
class Forwarder:
    """One address that stays, whichever process is behind it. target: the port that new connections go to."""

    target: int
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Forwarder":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for writer in self._open:
            writer.close()
        while self._open:  # noqa: ASYNC110  each end closes its other side, and tells nobody when
            await asyncio.sleep(0.01)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            back_reader, back_writer = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                await asyncio.gather(_pipe(reader, back_writer), _pipe(back_reader, writer))
            finally:
                back_writer.close()
        except OSError:
            return  # nobody is behind us
        finally:
            writer.close()
            self._open.discard(writer)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while part := await reader.read(65_536):
            writer.write(part)
            await writer.drain()
    writer.close()


def _text(url: str) -> str | None:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return reply.read().decode()
    except OSError:
        return None
