"""The food server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class FoodSettings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="FOOD_", extra="ignore")

    host_url: str
    """Base address of the super-app, the one thing that differs from the original platform."""

    appid: str
    appsecret: str
    """Of the program people order with."""

    kitchen_appid: str = ""
    kitchen_appsecret: str = ""
    """Of the program restaurants work with; without them nobody signs in to the kitchen."""

    mchid: str
    apiv3_key: str
    merchant_private_key_path: Path
    merchant_serial_no: str
    platform_public_key_path: Path
    platform_public_key_id: str

    public_url: str
    """This server's own address, where the host delivers payment notices."""

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

    sweep_seconds: float = 30.0
    """How often unpaid orders and refunds under way are looked at again."""
