"""A NATS server of our own for tests and benchmarks: Debian's package `nats-server`, on a free port of the loopback
address. Where the package is missing it is installed; where that cannot be done, the tests that need it fail and say
so."""

import shutil
import signal
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 20.0
INSTALL_SECONDS = 300.0
INSTALL = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nats-server"])


class NatsMissing(RuntimeError):
    """There is no nats-server and it cannot be installed."""


def nats_server_path() -> str:
    """The installed server; installs Debian's package when there is none. Raises NatsMissing."""
    if found := _found():
        return found
    for command in INSTALL:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NatsMissing(f"no nats-server, and `{' '.join(command)}` failed: {error}") from error
        if done.returncode:
            raise NatsMissing(f"no nats-server, and `{' '.join(command)}` failed: {done.stderr.strip()[-500:]}")
    if found := _found():
        return found
    raise NatsMissing("the package nats-server brought no nats-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class NatsServer:
    """A server that can go away and come back at the same address. options: further command line arguments."""

    port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    credentials: str = ""
    _process: "subprocess.Popen[bytes] | None" = None
    _folder: Path | None = None

    @property
    def url(self) -> str:
        return f"nats://{self.credentials}{'@' if self.credentials else ''}127.0.0.1:{self.port}"

    def start(self) -> "NatsServer":
        """Returns when it answers."""
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="nats-"))
        log = self._folder / "log"
        arguments = [nats_server_path(), "-a", "127.0.0.1", "-p", str(self.port), "-l", str(log), *self.options]
        self._process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + READY_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                words = log.read_text() if log.exists() else ""
                raise RuntimeError(f"nats-server did not start: {words[-1000:]}")
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait(10)
            self._process = None

    def stop(self) -> None:
        """End it and remove everything."""
        self.kill()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                return line.recv(4) == b"INFO"
        except OSError:
            return False


def _found() -> str | None:
    """Debian puts it where only root's PATH leads."""
    return shutil.which("nats-server") or shutil.which("nats-server", path="/usr/sbin:/usr/local/bin")
