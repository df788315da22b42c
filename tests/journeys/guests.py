"""Mini-apps that visit a running town: registered, published and paid as any third party's, through the command line
and HTTP only. A new one is a line in GUESTS; `running_guest` starts its back end and says where everything is."""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.town import READY_SECONDS, ROOT, Town, free_port


@dataclass(frozen=True)
class Guest:
    """name: the folder below miniapps/, whose settings start with its name in capitals.
    programs: folder of each program -> (its name for people, prefix of its APPID and APPSECRET settings).
    settings: more of the back end's settings."""

    name: str
    merchant: str
    programs: Mapping[str, tuple[str, str]]
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Visit:
    """url: of the guest's own server. appids, secrets: by program folder. data: the server's own folder."""

    town: Town
    url: str
    appids: dict[str, str]
    secrets: dict[str, str]
    data: Path

    def ask(self, path: str, body: object = None, *, token: str = "") -> dict[str, object]:
        """Call the guest's own server, as whoever runs it."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {token}"},
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            return json.loads(reply.read())


GUESTS = {
    "taxi": Guest(
        "taxi",
        "Kestrel",
        {"program": ("Kestrel", ""), "driver": ("Kestrel Driver", "DRIVER_")},
        {"SIMULATE_DRIVERS": "30"},
    ),
    "food": Guest(
        "food",
        "Tablemates",
        {"program": ("Tablemates", ""), "kitchen": ("Tablemates Kitchen", "KITCHEN_")},
        {"SIMULATE": "1", "SIMULATE_SPEED": "6"},
    ),
    "tickets": Guest(
        "tickets",
        "Curtain & Cloud",
        {"program": ("Curtain & Cloud", ""), "gate": ("Curtain & Cloud, door", "GATE_")},
    ),
    "envelopes": Guest(
        "envelopes",
        "Red Letter",
        {"program": ("Red Letter", ""), "desk": ("Red Letter, desk", "DESK_")},
    ),
}


@contextmanager
def running_guest(town: Town, guest: Guest, data: Path) -> Iterator[Visit]:
    """Its programs are published in this town, its server runs until the end. data: an empty folder of its own."""
    port = free_port()
    url, folder = f"http://127.0.0.1:{port}", ROOT / "miniapps" / guest.name
    developer = town.asked("developer", "create", f"{guest.merchant} makers")
    merchant = town.asked("merchant", "create", guest.merchant)
    appids, settings = dict[str, str](), dict[str, str]()
    secrets = dict[str, str]()
    for program, (title, prefix) in guest.programs.items():
        made = town.asked("program", "create", title, "--developer", str(developer["developer_id"]), "--domain", url)
        appids[program], secrets[program] = str(made["appid"]), str(made["appsecret"])
        settings |= {f"{prefix}APPID": appids[program], f"{prefix}APPSECRET": secrets[program]}
        publish(town, folder / program, appids[program], str(developer["token"]), url, data / f"{program}-published")
    settings |= {
        "HOST_URL": town.url,
        "MCHID": str(merchant["mchid"]),
        "APIV3_KEY": str(merchant["apiv3_key"]),
        "MERCHANT_PRIVATE_KEY_PATH": str(merchant["merchant_private_key_path"]),
        "MERCHANT_SERIAL_NO": str(merchant["merchant_serial_no"]),
        "PLATFORM_PUBLIC_KEY_PATH": str(merchant["platform_public_key_path"]),
        "PLATFORM_PUBLIC_KEY_ID": str(merchant["platform_public_key_id"]),
        "PUBLIC_URL": url,
        "DATA": str(data / "data"),
        **guest.settings,
    }
    environment = {f"{guest.name.upper()}_{name}": value for name, value in settings.items()}
    log = data / "server.log"
    with open(log, "w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", f"miniapps.{guest.name}.server", "--port", str(port)],
            env={**town.environment, **environment},
            cwd=ROOT,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(url + "/health", process, log)
        yield Visit(town, url, appids, secrets, data / "data")
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def publish(town: Town, program: Path, appid: str, token: str, server: str, copy: Path) -> None:
    """As its developer does, with the server's address written into the copy that is published."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(program, copy)
    (copy / "config.js").write_text(f"module.exports = {{ baseUrl: '{server}' }};\n")
    done = town.command("publish", str(copy), "--appid", appid, "--json", SUPERAPP_TOKEN=token)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["state"] == "released", done.stdout


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        try:
            with urllib.request.urlopen(url, timeout=2) as reply:
                if reply.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.05)
