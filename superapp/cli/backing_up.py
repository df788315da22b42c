"""`superapp backup` and `superapp restore`: an installation as one folder, and back again, proved before it is said to
be done.

The databases are copied as they stood at one moment: on SQLite all three files are locked for as long as it takes to
begin reading them, then copied from what was seen; on PostgreSQL the host's database is dumped first and the wallet's,
journal included, in one snapshot after it. So a copy is what a power cut at that moment would have left, and every part
of the house finishes what it finds half done. Called by superapp/cli/main."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from superapp.cli.output import fail, run, show
from wallet.errors import Refusal

if TYPE_CHECKING:
    from superapp.base.config import Settings

MANIFEST = "manifest.json"
FORMAT = 1
FOLDERS = ("blobs", "keys", "secrets", "merchants")
SQLITE = ("superapp.db", "wallet.db", "ledger.db")
LOCK_SECONDS = 10.0
CHUNK = 1 << 20


class BackupRefused(Refusal):
    """Why the copy or the way back was not begun or not finished, as a sentence."""

    code: ClassVar[str] = "backup_refused"

    def __init__(self, reason: str, next_step: str = "") -> None:
        super().__init__()
        self.reason, self.next_step = reason, next_step


def back_up(folder: Path, as_json: bool) -> None:
    """Copy the installation that the settings name into a new folder."""
    from superapp.base.config import Settings
    from superapp.cli.installation import require_set_up

    settings = Settings()
    run(require_set_up(settings), as_json=as_json)
    try:
        facts = make_backup(settings, folder)
    except BackupRefused as refused:
        fail(refused.reason, next_step=refused.next_step, as_json=as_json, code=refused.code)
    show(facts, as_json)


def restore(folder: Path, verify: bool, as_json: bool) -> None:
    """Bring a backup back into the empty installation that the settings name."""
    from superapp.base.config import Settings

    try:
        facts = bring_back(Settings(), folder, verify=verify)
    except BackupRefused as refused:
        fail(refused.reason, next_step=refused.next_step, as_json=as_json, code=refused.code)
    show(facts, as_json)


def make_backup(settings: "Settings", folder: Path) -> dict[str, Any]:
    """Raises BackupRefused. Leaves no folder behind that is not whole."""
    if folder.exists():
        raise BackupRefused(f"{folder} exists.", "name a new folder")
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    began = datetime.now(UTC)
    urls = _urls(settings)
    if _is_postgres(settings):
        for name, url in urls.items():
            _dump(url, unfinished / f"{name}.dump")
    else:
        _copy_sqlite(settings.data, unfinished)
    for name in FOLDERS:
        if (settings.data / name).is_dir():
            shutil.copytree(settings.data / name, unfinished / name)
    files = {str(path.relative_to(unfinished)): _digest(path) for path in _files(unfinished)}
    manifest = {
        "superapp_backup": FORMAT,
        "began": began.isoformat(),
        "engine": "postgresql" if _is_postgres(settings) else "sqlite",
        "files": files,
    }
    (unfinished / MANIFEST).write_text(json.dumps(manifest, indent=1))
    _flush(unfinished)
    unfinished.rename(folder)
    return {"folder": str(folder), "files": len(files), "bytes": sum(path.stat().st_size for path in _files(folder))}


def bring_back(settings: "Settings", folder: Path, *, verify: bool) -> dict[str, Any]:
    """Check every file, put it in place and, with `verify`, prove the books there. Raises BackupRefused."""
    manifest = _read_manifest(folder)
    data, postgres = settings.data, _is_postgres(settings)
    if (manifest["engine"] == "postgresql") != postgres:
        raise BackupRefused(f"The backup is of {manifest['engine']}.", "set the database addresses accordingly")
    if any((data / name).exists() for name in (*SQLITE, *FOLDERS)):
        raise BackupRefused(f"There is an installation in {data.resolve()}.", "name an empty folder with DATA")
    unfinished = data.with_name(f".{data.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    for name in manifest["files"]:
        target = unfinished / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not name.endswith(".dump"):
            shutil.copy2(folder / name, target)
    if postgres:
        for name, url in _urls(settings).items():
            _load(url, folder / f"{name}.dump")
    proof: dict[str, Any] = {}
    if verify:
        proof = run(_prove(settings.model_copy(update={"data": unfinished})))
        if proof["wrong"]:
            shutil.rmtree(unfinished)
            raise BackupRefused(f"The books in the backup do not hold: {proof['wrong'][0]}.", "take an older backup")
    _flush(unfinished)
    if data.exists():
        data.rmdir()  # empty, or this says so
    unfinished.rename(data)
    return {"data": str(data.resolve()), "files": len(manifest["files"]), "verified": verify, **proof}


async def _prove(settings: "Settings") -> dict[str, Any]:
    """The books, the trail and the signed heads, on the copy."""
    from superapp.audit import trail
    from superapp.opening import house_for, wallet_settings_for
    from wallet.books import examine, failures

    async with house_for(settings, wallet_settings_for(settings)) as house:
        proof = await examine(house.wallet)
        async with house.database.read() as session:
            broken = await trail.first_broken_row(session)
    wrong = failures(proof) + ([] if broken is None else [f"row {broken} of the audit trail was changed"])
    return {"entries": proof.entries, "facts": len(proof.facts), "wrong": wrong}


def _copy_sqlite(data: Path, target: Path) -> None:
    """All three as they stood at one moment: with the write locks of all, a read is begun on each; then the locks go,
    writers go on, and what each read sees is copied."""
    paths = [data / name for name in SQLITE if (data / name).exists()]
    writers = [_open(path) for path in paths]
    readers = [_open(path) for path in paths]
    try:
        for writer in writers:
            writer.execute("BEGIN IMMEDIATE")
        for reader in readers:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        for writer in writers:
            writer.execute("ROLLBACK")
        for path, reader in zip(paths, readers, strict=True):
            copy = sqlite3.connect(target / path.name)
            reader.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            copy.close()
    except sqlite3.OperationalError as error:
        raise BackupRefused(f"The databases were busy: {error}.", "try again") from error
    finally:
        for connection in (*writers, *readers):
            connection.close()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)


def _dump(url: str, target: Path) -> None:
    _tool(["pg_dump", "--format=custom", "--no-owner", "--file", str(target)], url)


def _load(url: str, source: Path) -> None:
    _tool(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", _plain(url), str(source)])


def _tool(command: list[str], url: str = "") -> None:
    """The server's own tools, from the PATH."""
    command = [*command, _plain(url)] if url else command
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise BackupRefused(f"{command[0]} is not installed here.", "install PostgreSQL's client tools") from error
    if done.returncode:
        raise BackupRefused(f"{command[0]}: {done.stderr.strip().splitlines()[-1:]}", "superapp doctor")


def _plain(url: str) -> str:
    return url.replace("postgresql+asyncpg://", "postgresql://", 1)


def _urls(settings: "Settings") -> dict[str, str]:
    """By house; one entry when both share a database, whose snapshot then holds all."""
    from superapp.opening import wallet_settings_for

    host, wallet = settings.host_url(), wallet_settings_for(settings).wallet_url()
    return {"all": wallet} if host == wallet else {"superapp": host, "wallet": wallet}


def _is_postgres(settings: "Settings") -> bool:
    engines = {url.split("+")[0].split(":")[0] for url in _urls(settings).values()}
    if len(engines) > 1:
        raise BackupRefused("The host and the wallet live on different engines.", "back each up with its own tools")
    return engines == {"postgresql"}


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        files: dict[str, str] = manifest["files"]
        if manifest["superapp_backup"] != FORMAT:
            raise ValueError("of another version")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{folder} is no backup: {error}.") from error
    for name, digest in files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file() or _digest(path) != digest:
            raise BackupRefused(f"{name} is not as it was backed up.", "take another backup")
    return manifest


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _flush(folder: Path) -> None:
    """The disk has every file before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            number = os.open(path, os.O_RDONLY)
            os.fsync(number)
            os.close(number)
