"""The wallet's settings, each with its unit, default and reason. Read from the environment and from `.env`."""

from pathlib import Path

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from wallet.secrets import find_secret


class WalletSettings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", env_prefix="WALLET_", extra="ignore")

    data: Path = Field(default=Path("data"), validation_alias="DATA")
    """Folder for SQLite files, keys and secrets; made with mode 0700."""

    database_url: str = ""
    """SQLAlchemy URL (`sqlite+aiosqlite:///…`, `postgresql+asyncpg://…`). Empty: SQLite files in `data`."""

    demo: bool = Field(default=False, validation_alias="SUPERAPP_DEMO")
    """Demo money: allows top-ups from the house account. Off by default because it creates money."""

    public_base_url: str = Field(default="http://127.0.0.1:8000", validation_alias="SUPERAPP_URL")
    """The address merchants use; public clients strip it from download links, so it must match theirs."""

    currency: str = "CNY"
    """What new accounts hold; the merchant API's own default."""

    ledger_batch_max: int = 1000
    """Requests in one commit. Larger batches add waiting time and gain no speed."""

    ledger_waiting_max: int = 4000
    """Requests that may wait; one more is refused as busy. At 40,000/s this is 100 ms of work."""

    order_expiry_seconds_default: int = 7 * 24 * 3600
    """WeChat Pay's default life of an unpaid order."""

    envelope_share_minor_max: int = 20_000
    """The mean share of a red envelope may be at most this: 200.00, the platform's own limit."""

    pay_code_free_minor_max: int = 100_000
    """A pay code pays at most this without a PIN: 1,000.00, the platform's own limit. People may choose less."""

    pay_code_free_per_day: int = 10
    """Payments a day by pay code without a PIN, as on the platform; the next one asks."""

    pin_pepper: SecretStr = SecretStr("")
    """Mixed into every PIN hash. Empty: the one that set-up made in `data/secrets`; tests run without any."""

    @model_validator(mode="after")
    def _take_made_secrets(self) -> "WalletSettings":
        if not self.pin_pepper.get_secret_value() and (made := find_secret(self.data, "pin_pepper")):
            self.pin_pepper = SecretStr(made.hex())
        return self

    def wallet_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data / 'wallet.db'}"

    def ledger_path(self) -> Path | None:
        """The SQLite ledger's own file; None when the wallet lives on PostgreSQL."""
        return None if self.database_url.startswith("postgresql") else self.data / "ledger.db"
