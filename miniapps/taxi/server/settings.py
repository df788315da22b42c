"""The taxi server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class TaxiSettings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="TAXI_", extra="ignore")

    host_url: str
    """Base address of the super-app, the one thing that differs from the original platform."""

    appid: str
    appsecret: str

    driver_appid: str
    driver_appsecret: str
    """The second program, for drivers, with people and openids of its own."""

    mchid: str
    apiv3_key: str
    merchant_private_key_path: Path
    merchant_serial_no: str
    platform_public_key_path: Path
    platform_public_key_id: str

    public_url: str
    """This server's own address, where the host delivers payment notices."""

    data: Path = Path("data/taxi")
    """Folder of the taxi's database."""

    simulate_drivers: int = Field(default=0, ge=0, le=500)
    """How many drivers of our own making are on the streets; 0 for none."""

    payment_seconds: int = Field(default=15 * 60, ge=60)
    """A ride that is not paid by then is closed."""

    sweep_seconds: float = 30.0
    """How often unpaid rides and unfinished refunds are looked at again."""
