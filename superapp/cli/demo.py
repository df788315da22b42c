"""`superapp demo`: from an empty folder to a running super-app, with progress, and everything ended by Ctrl-C. The
host, the worker, a card network and the shop's server are processes of their own, as in real life; the shop is
published through the same door as any developer's program."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NoReturn

from superapp.base.config import Settings
from superapp.cli import demo_cards, demo_guests
from superapp.cli.demo_world import PIN, DemoFacts, read_facts, seed, write_facts
from superapp.cli.output import fail, run
from superapp.flows import keep_message_push
from superapp.programs import registry

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "miniapps" / "shop"
READY_SECONDS = 180.0  # a machine that is busy with something else needs its time
STOP_SECONDS = 8.0


def run_demo() -> None:
    os.environ |= {"SUPERAPP_DEMO": "1", "SUPERAPP_ALLOW_PRIVATE_HOSTS": "1"}
    os.environ.setdefault("WALLET_CURRENCIES", "EUR JPY")
    settings, started = Settings(), time.monotonic()
    if not _free(settings.host, settings.port):
        fail(f"Port {settings.port} is taken.", next_step=f"PORT={settings.port + 1} make demo")
    os.environ["SUPERAPP_URL"] = settings.base_url()
    with Processes(settings.data / "demo" / "logs") as processes:
        _say("preparing data, keys and people")
        facts = run(_prepare(settings))
        _say("starting the card network, the host and the worker")
        cards_port = _some_port()
        processes.start("cards", demo_cards.command(cards_port), demo_cards.join(settings, cards_port))
        processes.start("host", [sys.executable, "-m", "superapp", "serve"])
        processes.start("worker", [sys.executable, "-m", "superapp", "worker"])
        processes.start(
            "shop",
            [sys.executable, "-m", "miniapps.shop.server", "--port", str(facts.shop_port)],
            _shop_settings(settings, facts),
        )
        processes.wait_for(f"{settings.base_url()}/readyz", "host")
        facts = _publish(settings, facts)
        processes.wait_for(f"http://127.0.0.1:{facts.shop_port}/health", "shop")
        run(_let_people_ask(settings, facts))
        processes.wait_for(f"http://127.0.0.1:{cards_port}/health", "cards")
        codes = _invite(settings, facts, processes)
        _greet(settings, facts, codes, time.monotonic() - started)
        processes.watch()


async def _prepare(settings: Settings) -> DemoFacts:
    from superapp.cli.setup import set_up
    from superapp.opening import house_for

    await set_up(settings)
    known = read_facts(settings.data)
    shop_port = known.shop_port if known and _free("127.0.0.1", known.shop_port) else _some_port()
    async with house_for(settings) as house:
        facts = await seed(house, known, shop_port=shop_port)
    write_facts(settings.data, facts)
    return facts


def _invite(settings: Settings, facts: DemoFacts, processes: "Processes") -> dict[str, str]:
    """The other mini-apps, one after the other. Returns the codes their staff types: name of the program -> code."""
    guests = demo_guests.invited()
    if not guests:
        return {}
    known = run(_prepare_guests(settings, guests))
    for guest in guests:
        mine = known[guest.name]
        _say(f"publishing {guest.merchant}")
        processes.start(guest.name, demo_guests.command_of(guest, mine), demo_guests.settings_of(guest, mine, settings))
        demo_guests.publish_guest(guest, mine, settings, facts.developer_token)
        demo_guests.write_known(settings.data, known)
    for guest in guests:
        processes.wait_for(f"http://127.0.0.1:{known[guest.name].port}/health", guest.name)
    return {
        guest.programs[-1].name: demo_guests.code_of(guest, known[guest.name], settings)
        for guest in guests
        if guest.code
    }


async def _prepare_guests(settings: Settings, guests: list[demo_guests.Guest]) -> dict[str, demo_guests.GuestFacts]:
    from superapp.opening import house_for

    known = demo_guests.read_known(settings.data)
    async with house_for(settings) as house:
        for guest in guests:
            old = known.get(guest.name)
            port = old.port if old and _free("127.0.0.1", old.port) else _some_port()
            known[guest.name] = await demo_guests.seed_guest(house, guest, old, port)
    demo_guests.write_known(settings.data, known)
    return known


def _publish(settings: Settings, facts: DemoFacts) -> DemoFacts:
    """Publish the shop and its sellers' desk as their developer would."""
    shop = _publish_one(settings, facts, "program", facts.appid, facts.published)
    facts = replace(facts, published=shop)
    write_facts(settings.data, facts)
    desk = _publish_one(settings, facts, "seller", facts.desk_appid, facts.desk_published)
    facts = replace(facts, desk_published=desk)
    write_facts(settings.data, facts)
    return facts


def _publish_one(settings: Settings, facts: DemoFacts, name: str, appid: str, published: str) -> str:
    """One folder of the shop, unless this very program is published already; returns its digest."""
    folder = settings.data / "demo" / f"shop-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SHOP / name, folder)
    config = f"// Written by `superapp demo`.\nmodule.exports = {{ baseUrl: 'http://127.0.0.1:{facts.shop_port}' }};\n"
    (folder / "config.js").write_text(config)
    digest = demo_guests.digest_of(folder)
    if published == digest:
        return digest
    _say("publishing the shop" if name == "program" else "publishing its sellers' desk")
    done = subprocess.run(
        [sys.executable, "-m", "superapp", "publish", str(folder), "--appid", appid, "--json"],
        env={**os.environ, "SUPERAPP_TOKEN": facts.developer_token},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        fail(f"The shop could not be published: {done.stdout.strip() or done.stderr.strip()}")
    state = json.loads(done.stdout)["state"]
    if state != "released":
        fail(f"The shop is {state} and not released.")
    return digest


async def _let_people_ask(settings: Settings, facts: DemoFacts) -> None:
    """The shop's server is told what people write, as its developer would say in the console."""
    from superapp.opening import house_for

    async with house_for(settings) as house:
        async with house.database.read() as session:
            developer_id = (await registry.get_program(session, facts.appid)).developer_id
        address = f"http://127.0.0.1:{facts.shop_port}/wx"
        await keep_message_push.keep(house, developer_id, facts.appid, address, _push_token(facts))


def _push_token(facts: DemoFacts) -> str:
    return hashlib.sha256(f"message push:{facts.appsecret}".encode()).hexdigest()[:32]


def _shop_settings(settings: Settings, facts: DemoFacts) -> dict[str, str]:
    return {
        "SHOP_HOST_URL": settings.base_url(),
        "SHOP_APPID": facts.appid,
        "SHOP_APPSECRET": facts.appsecret,
        "SHOP_PUSH_TOKEN": _push_token(facts),
        "SHOP_MCHID": facts.mchid,
        "SHOP_APIV3_KEY": facts.apiv3_key,
        "SHOP_MERCHANT_PRIVATE_KEY_PATH": facts.merchant_private_key_path,
        "SHOP_MERCHANT_SERIAL_NO": facts.merchant_serial_no,
        "SHOP_PLATFORM_PUBLIC_KEY_PATH": facts.platform_public_key_path,
        "SHOP_PLATFORM_PUBLIC_KEY_ID": facts.platform_public_key_id,
        "SHOP_PUBLIC_URL": f"http://127.0.0.1:{facts.shop_port}",
        "SHOP_DATA": str(settings.data.resolve() / "shop"),
        "SHOP_SELLERS_PATH": facts.sellers_path,
        "SHOP_SELLER_APPID": facts.desk_appid,
        "SHOP_SELLER_APPSECRET": facts.desk_appsecret,
        "SHOP_SIMULATE": os.environ.get("SHOP_SIMULATE", "1"),
    }


def _greet(settings: Settings, facts: DemoFacts, codes: dict[str, str], seconds: float) -> None:
    # By name, not by number: browsers offer passkeys only to names.
    address = settings.base_url().replace("//127.0.0.1:", "//localhost:")
    print(
        f"\n  Ready in {seconds:.0f} s:  {address}\n\n"
        f"  Sign in with one tap there: Ann, Ben and Mei have demo money (PIN {PIN}),\n"
        f"  Dora publishes programs, Olga operates, Aziz audits ({address}/admin).\n"
        f"  The shop: {address}/p/{facts.appid}\n"
        f"  Its sellers' desk: {address}/p/{facts.desk_appid}\n"
        f"  All programs: {address}/programs\n"
        + "".join(f"  {name} asks its staff for the code {code}\n" for name, code in codes.items())
        + f"\n  Ctrl-C ends everything. Logs: {settings.data / 'demo' / 'logs'}\n",
        flush=True,
    )


@dataclass
class Processes:
    """The demo's processes: started together, ended together, whatever ends first. Their words go to `logs`."""

    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, "subprocess.Popen[bytes]"])

    def __enter__(self) -> "Processes":
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        # A shell starts background jobs with SIGINT ignored; whoever sends it means it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()

    def start(self, name: str, command: list[str], settings: dict[str, str] | None = None) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with open(self._log(name), "wb") as words:
            # A group of its own: Ctrl-C reaches only us, and we end the others in order.
            self.running[name] = subprocess.Popen(
                command,
                env={**os.environ, **(settings or {})},
                cwd=ROOT,
                stdout=words,
                stderr=words,
                start_new_session=True,
            )

    def _log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _fail(self, name: str, words: str) -> NoReturn:
        said = self._log(name).read_text(errors="replace").strip().splitlines()[-8:]
        fail("\n".join([words, *(f"    {line}" for line in said)]), next_step=f"all of it: {self._log(name)}")

    def wait_for(self, url: str, name: str) -> None:
        """Until it answers 200. Fails when the process ends or the time is over."""
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self.running[name].poll() is not None:
                self._fail(name, f"The {name} ended while starting.")
            try:
                with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 (our own address)
                    if reply.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        self._fail(name, f"The {name} did not answer within {READY_SECONDS:.0f} s.")

    def watch(self) -> None:
        """Until Ctrl-C, or until one of them ends by itself."""
        try:
            while True:
                for name, process in self.running.items():
                    if process.poll() is not None:
                        self._fail(name, f"The {name} has ended (exit code {process.returncode}).")
                time.sleep(0.3)
        except KeyboardInterrupt:
            _say("stopping")


def _say(words: str) -> None:
    print(f"· {words}", flush=True)


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _some_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
