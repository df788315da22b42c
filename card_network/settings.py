"""The network's settings, from the environment."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class NetworkSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CARD_NETWORK_", extra="ignore")

    key: SecretStr
    """The wallet's key."""

    webhook_url: str = ""
    """Where changes are told; empty tells nobody."""

    webhook_secret: SecretStr = SecretStr("")
    """What notices are sealed with."""

    public_url: str = ""
    """The address of the pages, without a slash at the end. Empty: where it listens."""

    file: str = ":memory:"
    """What it remembers."""

    pending_seconds: float = 5.0
    chargeback_seconds: float = 20.0
    settlement_seconds: float = 15.0
    """A bank would take a day or two."""
