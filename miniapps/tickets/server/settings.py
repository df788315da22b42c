"""The ticket server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TicketSettings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="TICKETS_", extra="ignore")

    host_url: str
    """Base address of the super-app, the one thing that differs from the original platform."""

    appid: str
    appsecret: str

    gate_appid: str
    gate_appsecret: str
    """The second program, for the door."""

    mchid: str
    apiv3_key: str
    merchant_private_key_path: Path
    merchant_serial_no: str
    platform_public_key_path: Path
    platform_public_key_id: str

    public_url: str
    """This server's own address, where the host delivers payment notices."""

    data: Path = Path("data/tickets")
    """Folder of the database and the key that signs tickets."""

    payment_seconds: int = Field(default=5 * 60, ge=60)
    """Seats and stock are kept this long for an order that is not paid yet."""

    sweep_seconds: float = 30.0
    """How often unpaid orders are looked at again."""
