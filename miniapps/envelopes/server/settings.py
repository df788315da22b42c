"""Red Letter's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from miniapps.kit.settings import MerchantSettings


class EnvelopeSettings(MerchantSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="ENVELOPES_", extra="ignore")

    desk_appid: str
    desk_appsecret: str
    """The second program, where a merchant makes gifts. Money is added there, so orders carry its appid."""

    welcome_fen: int = 0
    """What the first gift of a demonstration holds; 0 for none."""

    simulate: bool = False
    """Small gifts come and go by themselves. For demonstrations."""

    simulate_seconds: float = Field(default=600, ge=1)
    """From one of them to the next."""

    data: Path = Path("data/envelopes")
    """Folder of the database and the desk's code."""
