"""The host's settings, each with its unit, default and reason. Read from the environment and from `.env`."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="SUPERAPP_", extra="ignore")

    data: Path = Field(default=Path("data"), validation_alias="DATA")
    """Folder for SQLite files, blobs, keys and secrets; made with mode 0700."""

    database_url: str = ""
    """SQLAlchemy URL (`sqlite+aiosqlite:///…`, `postgresql+asyncpg://…`). Empty: a SQLite file in `data`."""

    nats_url: str = ""
    """NATS server that carries wake-ups between processes (`nats://…`; several with commas between). Empty: pages learn
    of what another process wrote within a second; with it, at once."""

    host: str = "127.0.0.1"
    """Address to listen on. Loopback by default: a proxy with TLS stands in front of a real installation."""

    port: int = Field(default=8000, validation_alias="PORT", ge=0, le=65535)

    url: str = ""
    """The address people and developers use, without a trailing slash. Empty: http://<host>:<port>."""

    demo: bool = False
    """One-tap sign-ins, automatic approval of versions, demo money. Never on a real installation."""

    log_format: str = "console"
    """`console` for people, `json` for machines."""

    package_bytes_max: int = 2 * 1024 * 1024
    """Size of one package as uploaded; the platform's 2 MB."""

    program_bytes_max: int = 30 * 1024 * 1024
    """All packages of a program together; the platform's 30 MB."""

    compile_seconds_max: float = 30.0
    """Wall clock of one compile."""

    compile_memory_bytes_max: int = 512 * 1024 * 1024
    """Resident memory of the whole compile process group."""

    session_days: int = 30
    """A sign-in ends this long after its last use."""

    allow_private_hosts: bool = False
    """Lets programs and notices reach loopback and private addresses. The demo switches it on for its own shop."""

    unverified_phone_numbers: bool = False
    """Lets people give programs a phone number that nobody has verified. Back ends sign people in by it, so this is for
    hosts that know their people; the demo does it. Numbers that people confirmed here are given in any case."""

    text_gateway: str = ""
    """Address that takes text messages to phones, as a POST of JSON {"to", "text"}: `https://…`. Empty: nobody can
    confirm a phone number here; the demo then shows the codes in a chat."""

    text_gateway_key: SecretStr = SecretStr("")
    """Sent to the gateway as `Authorization: Bearer …`. Empty: nothing is."""

    map_tiles: str = ""
    """Address of street pictures for maps, such as `https://tiles.example/{z}/{x}/{y}.png`. Empty: maps show a grid.
    The host fetches them, so their server learns which streets are looked at, not by whom."""

    map_credit: str = ""
    """Whose street pictures these are; most tile servers ask for it. Shown on each map."""

    link_previews: bool = True
    """Shows what stands behind the first link of a message. The host asks that server, so it learns that somebody was
    sent the link, not who. Off: no server is asked; previews made before stay."""

    push_contact: str = ""
    """Where push services reach the operator when our messages trouble them: `mailto:…` or `https://…`. Empty: the
    address of the installation."""

    @field_validator("text_gateway")
    @classmethod
    def _gateway_is_an_address(cls, value: str) -> str:
        # At start, not when the first person waits for a code. In the open only to this machine: it carries codes.
        told = urlsplit(value)
        local = told.hostname in {"127.0.0.1", "::1", "localhost"}
        if value and (not told.hostname or told.scheme not in ({"https", "http"} if local else {"https"})):
            raise ValueError("name an https address, such as https://texts.example/send")
        return value

    def host_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data / 'superapp.db'}"

    def base_url(self) -> str:
        return (self.url or f"http://{self.host}:{self.port}").rstrip("/")
