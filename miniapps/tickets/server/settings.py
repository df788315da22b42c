"""The ticket server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from miniapps.kit.settings import MerchantSettings


class TicketSettings(MerchantSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="TICKETS_", extra="ignore")

    gate_appid: str
    gate_appsecret: str
    """The second program, for the door."""

    data: Path = Path("data/tickets")
    """Folder of the database and the key that signs tickets."""

    payment_seconds: int = Field(default=5 * 60, ge=60)
    """Seats and stock are kept this long for an order that is not paid yet."""

    simulate: bool = False
    """Other people take seats as well. For demonstrations."""

    simulate_seconds: float = Field(default=40, ge=1)
    """How long each of their parties thinks before it pays or leaves."""
