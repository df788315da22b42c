"""`superapp doctor`: one line a fact, each right or with its remedy. It looks and changes nothing."""

import shlex
import shutil
import socket
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

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
    import asyncio

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
        _settings,
        _data_folder,
        _secrets,
        _databases,
        _ledger,
        _bundles,
        _compiler,
        _address,
        _wake_ups,
        _texts,
        _disk,
        _clock,
    ]
    findings: list[Finding] = []
    for check in checks:
        try:
            findings.append(await check())
        except Exception as error:  # a check that fails is a finding, whatever went wrong
            from superapp.cli.refusals import explain

            words, name = explain(error), check.__name__.strip("_").replace("_", " ")
            findings.append(Finding(name, False, words.sentence, words.next_step))
            if check is _settings:
                break  # without settings there is nothing to look at
    return findings


def _data() -> Path:
    from superapp.base.config import Settings

    return Settings().data


async def _settings() -> Finding:
    from superapp.base.config import Settings

    settings = Settings()
    if not settings.demo:
        return Finding("settings", True, "demo mode is off")
    away = urlsplit(settings.base_url()).hostname not in {"127.0.0.1", "::1", "localhost"}
    fix = "unset SUPERAPP_DEMO: whoever reaches this address signs in as anybody" if away else ""
    return Finding("settings", not away, f"demo mode at {settings.base_url()}", fix)


async def _data_folder() -> Finding:
    data = _data()
    if not data.is_dir():
        return Finding("data folder", False, f"{data} is missing", "superapp migrate")
    open_to_others = data.stat().st_mode & 0o077
    fix = f"chmod 700 {shlex.quote(str(data))}" if open_to_others else ""
    return Finding("data folder", not open_to_others, f"{data}, mode {data.stat().st_mode & 0o777:o}", fix)


async def _secrets() -> Finding:
    files = [path for folder in ("secrets", "keys") for path in (_data() / folder).glob("*")]
    if not files:
        return Finding("secrets and keys", False, "none were made yet", "superapp migrate")
    # Public halves may be read by anybody; everything else by its owner alone.
    public = ("certificate.pem", "public_key.pem")
    readable = [path for path in files if path.stat().st_mode & 0o077 and not path.name.endswith(public)]
    fix = f"chmod 600 {' '.join(shlex.quote(str(path)) for path in readable)}" if readable else ""
    detail = f"{len(files)} files" + (f", {len(readable)} open to others" if readable else "")
    return Finding("secrets and keys", not readable, detail, fix)


async def _databases() -> Finding:
    from superapp.base.config import Settings
    from superapp.cli.installation import schemas

    words = list[str]()
    for schema in await schemas(Settings()):
        if schema.current != schema.newest:
            at = f"is at {schema.current}" if schema.current else "has no tables"
            detail = f"{schema.house} {at}, the newest is {schema.newest}"
            return Finding("databases", False, detail, "superapp migrate")
        words.append(f"{schema.house} at {schema.current}")
    return Finding("databases", True, ", ".join(words))


async def _ledger() -> Finding:
    from superapp.cli.installation import installed_house

    async with installed_house() as house:
        head = await house.wallet.ledger.head()
    return Finding("ledger", True, f"{head.first_seq + head.entries - 1} entries in {head.batch} batches")


async def _bundles() -> Finding:
    from superapp.web.assets import STATIC

    missing = [
        name for name in ("shell.js", "view.js", "worker.js", "more.js") if not (STATIC / "build" / name).exists()
    ]
    if missing:
        return Finding(
            "browser bundles", False, f"missing: {', '.join(missing)}", "make superapp/static/build/built.txt"
        )
    return Finding("browser bundles", True, "built")


async def _compiler() -> Finding:
    import asyncio

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


async def _wake_ups() -> Finding:
    from superapp.base.config import Settings
    from superapp.realtime.nats import server_facts

    url = Settings().nats_url
    if not url:
        return Finding("wake-ups", True, "one process, or a second between several: SUPERAPP_NATS_URL is not set")
    try:
        return Finding("wake-ups", True, await server_facts(url))
    except Exception as error:  # not the address: it may carry a password
        fix = "start the NATS server or mend SUPERAPP_NATS_URL; until then pages learn of news a second later"
        return Finding("wake-ups", False, f"NATS does not answer ({type(error).__name__})", fix)


async def _texts() -> Finding:
    from superapp.base.config import Settings
    from superapp.net.safe_http import resolve
    from wallet.ports import HttpFailure

    settings = Settings()
    if not settings.text_gateway:
        return Finding("text messages", True, "no phone number is confirmed here: SUPERAPP_TEXT_GATEWAY is not set")
    told = urlsplit(settings.text_gateway)
    port = told.port or {"https": 443}.get(told.scheme, 80)
    try:
        await resolve(told.hostname or "", port, private_allowed=settings.allow_private_hosts)
    except HttpFailure as failure:
        fix = "correct SUPERAPP_TEXT_GATEWAY; until then nobody can confirm a phone number"
        return Finding("text messages", False, f"{told.hostname}: {failure}", fix)
    return Finding("text messages", True, f"codes go to {told.hostname}")


async def _disk() -> Finding:
    folder = _data() if _data().exists() else Path.cwd()
    free = shutil.disk_usage(folder).free
    fix = "" if free >= DISK_BYTES_MIN else "make room: a full disk stops payments"
    return Finding("disk", free >= DISK_BYTES_MIN, f"{free / (1 << 30):.1f} GiB free", fix)


async def _clock() -> Finding:
    year = time.gmtime().tm_year
    ok = 2025 <= year <= 2100
    return Finding("clock", ok, time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()), "" if ok else "set the clock")
