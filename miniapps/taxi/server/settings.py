"""The taxi server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from miniapps.kit.settings import MerchantSettings


class TaxiSettings(MerchantSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="TAXI_", extra="ignore")

    driver_appid: str
    driver_appsecret: str
    """The second program, for drivers, with people and openids of its own."""

    data: Path = Path("data/taxi")
    """Folder of the taxi's database."""

    simulate_drivers: int = Field(default=0, ge=0, le=500)
    """How many drivers of our own making are on the streets; 0 for none."""

    payment_seconds: int = Field(default=15 * 60, ge=60)
    """A ride that is not paid by then is closed."""
