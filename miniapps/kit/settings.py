"""The settings every guest's server has. A developer gets these values from the host's console and from
`merchant create`."""

from pathlib import Path

from pydantic_settings import BaseSettings


class MerchantSettings(BaseSettings):
    host_url: str
    """Base address of the super-app, the one thing that differs from the original platform."""

    appid: str
    appsecret: str
    """Of the program people buy with."""

    mchid: str
    apiv3_key: str
    merchant_private_key_path: Path
    merchant_serial_no: str
    platform_public_key_path: Path
    platform_public_key_id: str

    public_url: str
    """This server's own address, where the host delivers payment notices."""

    sweep_seconds: float = 30.0
    """How often what is not finished (orders without payment, refunds under way) is looked at again."""
