"""The other mini-apps of the demo, each as a third party would come: a merchant with keys of its own, its programs
published through the developer's door, its back end as a process. `superapp demo` calls it; SUPERAPP_DEMO_GUESTS names
who comes ("taxi,food,tickets"; empty: nobody). What the next run needs again stands in `data/demo-guests.json`."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from superapp.accounts import people
from superapp.base.config import Settings
from superapp.cli.demo_world import keep_private
from superapp.cli.output import fail
from superapp.flows import register_program
from superapp.house import House
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments.demo_money import top_up_demo_merchant

MINIAPPS = Path(__file__).parents[2] / "miniapps"
FILE = "demo-guests.json"
GIFT_FEN = 100_000  # in the gift that newcomers of the demo find in Red Letter
CAMPAIGN_FEN = 20_000  # for the small ones that come and go there


@dataclass(frozen=True, slots=True)
class Program:
    """folder: below the guest's own; prefix: of its APPID and APPSECRET among the guest's settings."""

    folder: str
    name: str
    prefix: str
    category: str
    description: str


@dataclass(frozen=True, slots=True)
class Guest:
    """name: its folder below miniapps, and in capitals the prefix of its settings; settings: what it needs besides;
    code: what its server calls the code that its staff types once, "" when it asks for none."""

    name: str
    merchant: str
    programs: tuple[Program, ...]
    settings: Mapping[str, str]
    code: str = ""


GUESTS = {
    "taxi": Guest(
        "taxi",
        "Kestrel",
        (
            Program("program", "Kestrel", "", "transport", "A taxi where you stand, at a price you know before."),
            Program("driver", "Kestrel Driver", "DRIVER_", "transport", "For drivers: offers, routes, earnings."),
        ),
        {"SIMULATE_DRIVERS": "30"},
    ),
    "food": Guest(
        "food",
        "Tablemates",
        (
            Program("program", "Tablemates", "", "food", "Thirteen kitchens, one table: order alone or together."),
            Program("kitchen", "Tablemates Kitchen", "KITCHEN_", "food", "For those who cook: orders, dishes, breaks."),
        ),
        {"SIMULATE": "1"},
    ),
    "tickets": Guest(
        "tickets",
        "Curtain & Cloud",
        (
            Program("program", "Curtain & Cloud", "", "tickets", "Films, flights and evenings, seat by seat."),
            Program(
                "gate", "Curtain & Cloud, door", "GATE_", "tickets", "Checks codes at the door, without a network."
            ),
        ),
        {"SIMULATE": "1"},
        "door-code",
    ),
    "envelopes": Guest(
        "envelopes",
        "Red Letter",
        (
            Program("program", "Red Letter", "", "other", "Red envelopes for festive days: given, compared, checked."),
            Program("desk", "Red Letter, desk", "DESK_", "other", "Where a merchant makes gifts and follows them."),
        ),
        {"WELCOME_FEN": str(GIFT_FEN), "SIMULATE": "1"},
        "desk-code",
    ),
}


@dataclass
class GuestFacts:
    """settings: of its back end, complete but for the addresses; published: digest of each program's folder."""

    port: int
    settings: dict[str, str]
    appids: dict[str, str]
    published: dict[str, str] = field(default_factory=dict[str, str])


def invited() -> list[Guest]:
    names = os.environ.get("SUPERAPP_DEMO_GUESTS", ",".join(GUESTS)).split(",")
    return [GUESTS[name.strip()] for name in names if name.strip() in GUESTS]


def read_known(data: Path) -> dict[str, GuestFacts]:
    try:
        return {name: GuestFacts(**facts) for name, facts in json.loads((data / FILE).read_text()).items()}
    except (FileNotFoundError, TypeError, ValueError):
        return {}


def write_known(data: Path, known: Mapping[str, GuestFacts]) -> None:
    fresh = data / f".{FILE}"
    with open(fresh, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump({name: asdict(facts) for name, facts in known.items()}, file, indent=1)
    fresh.replace(data / FILE)


async def seed_guest(house: House, guest: Guest, known: GuestFacts | None, port: int) -> GuestFacts:
    """Registered once; a later run finds it and only tells the host its present address."""
    address = f"http://127.0.0.1:{port}"
    async with house.database.read() as session:
        dora = await people.find_by_handle(session, "dora")
    if dora is None:
        fail("The demo's developer is missing.", next_step="remove the data folder and start again")
    if known:
        for appid in known.appids.values():
            await register_program.replace_domains(house, developer_id=dora.id, appid=appid, urls=[address])
        known.port = port
        return known
    merchant = await create_merchant(house.wallet, guest.merchant)
    if guest.settings.get("WELCOME_FEN"):
        money = Money(GIFT_FEN + CAMPAIGN_FEN, "CNY")
        await top_up_demo_merchant(house.wallet, merchant.mchid, money, reference="welcome")
    key_path = house.settings.data.resolve() / "merchants" / merchant.mchid / "apiclient_key.pem"
    keep_private(key_path, merchant.private_key_pem)
    platform = platform_keys(house.wallet.settings)
    settings = {
        "MCHID": merchant.mchid,
        "APIV3_KEY": merchant.apiv3_key,
        "MERCHANT_PRIVATE_KEY_PATH": str(key_path),
        "MERCHANT_SERIAL_NO": merchant.serial_no,
        "PLATFORM_PUBLIC_KEY_PATH": str(platform.public_key_path.resolve()),
        "PLATFORM_PUBLIC_KEY_ID": platform.public_key_id,
    }
    appids: dict[str, str] = {}
    for one in guest.programs:
        new = await register_program.register(
            house,
            developer_id=dora.id,
            name=one.name,
            urls=[address],
            category=one.category,
            description=one.description,
        )
        appids[one.folder] = new.program.appid
        settings |= {f"{one.prefix}APPID": new.program.appid, f"{one.prefix}APPSECRET": new.appsecret}
    return GuestFacts(port, settings, appids)


def command_of(guest: Guest, facts: GuestFacts) -> list[str]:
    return [sys.executable, "-m", f"miniapps.{guest.name}.server", "--port", str(facts.port)]


def code_of(guest: Guest, facts: GuestFacts, host: Settings) -> str:
    """What the staff's program asks for once; "" when it asks for nothing."""
    if not guest.code:
        return ""
    asked = [*command_of(guest, facts), f"--{guest.code}"]
    settings = {**os.environ, **settings_of(guest, facts, host)}
    return subprocess.run(asked, env=settings, capture_output=True, text=True, check=True).stdout.strip()


def settings_of(guest: Guest, facts: GuestFacts, host: Settings) -> dict[str, str]:
    """The environment of its back end."""
    own = facts.settings | dict(guest.settings)
    own |= {
        "HOST_URL": host.base_url(),
        "PUBLIC_URL": f"http://127.0.0.1:{facts.port}",
        "DATA": str(host.data.resolve() / guest.name),
    }
    return {f"{guest.name.upper()}_{name}": value for name, value in own.items()}


def publish_guest(guest: Guest, facts: GuestFacts, host: Settings, token: str) -> None:
    """As its developer would; what is published already stays."""
    for one in guest.programs:
        folder = host.data / "demo" / f"{guest.name}-{one.folder}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(MINIAPPS / guest.name / one.folder, folder)
        config = f"// Written by `superapp demo`.\nmodule.exports = {{ baseUrl: 'http://127.0.0.1:{facts.port}' }};\n"
        (folder / "config.js").write_text(config)
        digest = digest_of(folder)
        if facts.published.get(one.folder) == digest:
            continue
        done = subprocess.run(
            [sys.executable, "-m", "superapp", "publish", str(folder), "--appid", facts.appids[one.folder], "--json"],
            env={**os.environ, "SUPERAPP_TOKEN": token},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            fail(f"{one.name} could not be published: {done.stdout.strip() or done.stderr.strip()}")
        facts.published[one.folder] = digest


def digest_of(folder: Path) -> str:
    """Of the names and contents of all its files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
