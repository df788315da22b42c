"""The food server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from miniapps.kit.settings import MerchantSettings


class FoodSettings(MerchantSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="FOOD_", extra="ignore")

    kitchen_appid: str = ""
    kitchen_appsecret: str = ""
    """Of the program restaurants work with; without them nobody signs in to the kitchen."""

    data: Path = Path("data/food")
    """Folder of the program's database."""

    simulate: bool = False
    """1: kitchens and couriers act by themselves, and anybody may work in any kitchen. For demonstrations."""

    simulate_speed: float = Field(default=1.0, gt=0, le=1000)
    """How many times faster than in life simulated kitchens and couriers are."""

    admin_token: str = ""
    """`Authorization: Bearer …` for /admin. Empty: /admin answers in a simulation only."""

    payment_seconds: int = Field(default=15 * 60, ge=60)
    """Portions are kept this long for an order that is not paid yet."""
