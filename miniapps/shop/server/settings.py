"""The shop server's settings. A developer gets these values from the host's console and from `merchant create`."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from miniapps.kit.settings import MerchantSettings


class ShopSettings(MerchantSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="SHOP_", extra="ignore")

    data: Path = Path("data/shop")
    """Folder of the shop's database."""

    push_token: str = ""
    """What the host signs with when it tells us at /wx what people write; empty: nothing is taken from there."""

    sellers_path: Path | None = None
    """JSON with the market's other merchants and their keys (`market.Seller`); without it the shop sells its own."""

    market_products: int = Field(default=50_000, ge=0, le=50_000)
    """How many products those merchants put on the shelf."""

    payment_seconds: int = Field(default=15 * 60, ge=60)
    """Stock is kept this long for an order that is not paid yet."""

    seller_appid: str = ""
    seller_appsecret: str = ""
    """Of the program sellers work with; empty: there is no desk."""

    simulate: bool = False
    """Parcels move by themselves, and anybody may work at any desk: for demonstrations only."""

    simulate_seconds: float = Field(default=45.0, gt=0)
    """How long a simulated parcel waits before each step."""
