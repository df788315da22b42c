"""`superapp doctor`: one line a fact, each right or with its remedy. It looks and changes nothing."""

import asyncio
import shutil
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from superapp.cli.output import show

DISK_BYTES_MIN = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """fix: what to do; empty when all is well."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def examine(as_json: bool) -> None:
    findings = asyncio.run(_examine())
    well = all(finding.ok for finding in findings)
    if as_json:
        show({"ok": well, "findings": [asdict(finding) for finding in findings]}, as_json)
    else:
        for finding in findings:
            print(f"{'ok ' if finding.ok else 'FIX'}  {finding.name}: {finding.detail}")
            if finding.fix:
                print(f"       → {finding.fix}")
    if not well:
        raise SystemExit(1)


async def _examine() -> list[Finding]:
    checks: list[Callable[[], Awaitable[Finding]]] = [
        _data_folder,
        _secrets,
        _databases,
        _ledger,
        _bundles,
        _compiler,
        _address,
        _disk,
        _clock,
    ]
    findings: list[Finding] = []
    for check in checks:
        try:
            findings.append(await check())
        except Exception as error:  # a check that fails is a finding, whatever went wrong
            name = check.__name__.strip("_").replace("_", " ")
            findings.append(Finding(name, False, f"{type(error).__name__}: {error}"[:200], "superapp migrate"))
    return findings


def _data() -> Path:
    from superapp.base.config import Settings

    return Settings().data


async def _data_folder() -> Finding:
    data = _data()
    if not data.is_dir():
        return Finding("data folder", False, f"{data} is missing", "superapp migrate")
    open_to_others = data.stat().st_mode & 0o077
    fix = f"chmod 700 {data}" if open_to_others else ""
    return Finding("data folder", not open_to_others, f"{data}, mode {data.stat().st_mode & 0o777:o}", fix)


async def _secrets() -> Finding:
    files = [path for folder in ("secrets", "keys") for path in (_data() / folder).glob("*")]
    if not files:
        return Finding("secrets and keys", False, "none were made yet", "superapp migrate")
    readable = [path.name for path in files if path.stat().st_mode & 0o077 and "public" not in path.name]
    private = [name for name in readable if not name.endswith(("cert.pem", "certificate.pem"))]
    fix = f"chmod 600 {' '.join(private)}" if private else ""
    return Finding("secrets and keys", not private, f"{len(files)} files", fix)


async def _databases() -> Finding:
    from superapp import migrations as host_migrations
    from superapp.base.config import Settings
    from superapp.main import wallet_settings_for
    from superapp.storage.database import Database
    from wallet import migrations as wallet_migrations

    settings, words = Settings(), list[str]()
    for name, url, line in (
        ("superapp", settings.host_url(), host_migrations.LINE),
        ("wallet", wallet_settings_for(settings).wallet_url(), wallet_migrations.LINE),
    ):
        database = Database(url, schema=name)
        try:
            current, newest = await line.current(database), line.newest()
        finally:
            await database.close()
        if current != newest:
            return Finding("databases", False, f"{name} is at {current}, the newest is {newest}", "superapp migrate")
        words.append(f"{name} at {current}")
    return Finding("databases", True, ", ".join(words))


async def _ledger() -> Finding:
    from superapp.main import house_for

    async with house_for() as house:
        head = await house.wallet.ledger.head()
    return Finding("ledger", True, f"{head.first_seq + head.entries - 1} entries in {head.batch} batches")


async def _bundles() -> Finding:
    from superapp.web.assets import STATIC

    missing = [name for name in ("shell.js", "view.js", "worker.js") if not (STATIC / "build" / name).exists()]
    if missing:
        return Finding(
            "browser bundles", False, f"missing: {', '.join(missing)}", "make superapp/static/build/built.txt"
        )
    return Finding("browser bundles", True, "built")


async def _compiler() -> Finding:
    from superapp.compiler.node import node_path

    process = await asyncio.create_subprocess_exec(str(node_path()), "--version", stdout=asyncio.subprocess.PIPE)
    version = (await process.communicate())[0].decode().strip()
    return Finding("compiler", process.returncode == 0, f"Node {version}")


async def _address() -> Finding:
    from superapp.base.config import Settings

    settings = Settings()
    with socket.socket() as probe:
        probe.settimeout(0.5)
        taken = probe.connect_ex((settings.host, settings.port)) == 0
    return Finding("address", True, f"{settings.base_url()} ({'something answers' if taken else 'free'})")


async def _disk() -> Finding:
    folder = _data() if _data().exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    fix = "" if free >= DISK_BYTES_MIN else "make room: a full disk stops payments"
    return Finding("disk", free >= DISK_BYTES_MIN, f"{free / (1 << 30):.1f} GiB free", fix)


async def _clock() -> Finding:
    year = time.gmtime().tm_year
    ok = 2025 <= year <= 2100
    return Finding("clock", ok, time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()), "" if ok else "set the clock")
