"""The wallet's settings, each with its unit, default and reason. Read from the environment and from `.env`."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from wallet.money import EXPONENTS
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
    """The house's own: what a person is shown first, and what is meant where nobody names one."""

    currencies: str = ""
    """What people may hold besides, with spaces between: `USD EUR JPY`. Each needs its amounts in the rules
    (docs/operate/currencies.md). Nothing is ever exchanged."""

    time_zone: str = "UTC"
    """Where days and months begin, for statements and limits. Choose it before the first money moves: months that are
    written out stay as they are."""

    rules_file: Path | None = None
    """Limits and identity tiers as JSON; None: those of `wallet/payments/rules.json`."""

    ledger_batch_max: int = 1000
    """Requests in one commit. Larger batches add waiting time and gain no speed."""

    ledger_waiting_max: int = 4000
    """Requests that may wait; one more is refused as busy. At 40,000/s this is 100 ms of work."""

    order_expiry_seconds_default: int = 7 * 24 * 3600
    """WeChat Pay's default life of an unpaid order."""

    envelope_share_minor_max: int | None = None
    """In the house's currency, in place of what the rules say (200.00): the largest mean share of a red envelope."""

    publish_heads_to: str = ""
    """Where signed heads of the journal go, with spaces between: `file:/mnt/outside/heads.txt`, `https://…`. Empty:
    nowhere, and then whoever owns this machine could still rewrite the books unseen."""

    rail_url: str = ""
    """Where the card processor answers (docs/operate/cards.md). Empty: no cards, no top-ups, no withdrawals."""

    rail_key: SecretStr = SecretStr("")
    """Our key at the card processor. Empty: the one in `data/secrets`, if set-up made it."""

    rail_webhook_secret: SecretStr = SecretStr("")
    """What the processor seals its webhooks with. Empty: the one in `data/secrets`; without any, none is taken."""

    top_up_minor_max: int | None = None
    """In the house's currency, in place of what the rules say (10,000.00): the largest top-up."""

    withdrawal_minor_max: int | None = None
    """In the house's currency, in place of what the rules say (20,000.00): what a person may withdraw in 24 hours."""

    withdrawal_fee_basis_points: int = Field(default=10, ge=0, le=1000)
    """The house's part of a withdrawal, in hundredths of a percent; 10 is 0.1 %, the platform's own."""

    withdrawal_fee_minor_min: int | None = Field(default=None, ge=0)
    """In the house's currency, in place of what the rules say (0.10): a fee is at least this, unless there is none."""

    pin_pepper: SecretStr = SecretStr("")
    """Mixed into every PIN hash. Empty: the one that set-up made in `data/secrets`; tests run without any."""

    @model_validator(mode="after")
    def _take_made_secrets(self) -> "WalletSettings":
        if not self.pin_pepper.get_secret_value() and (made := find_secret(self.data, "pin_pepper")):
            self.pin_pepper = SecretStr(made.hex())
        if not self.rail_key.get_secret_value() and (made := find_secret(self.data, "rail_key")):
            self.rail_key = SecretStr(made.hex())
        if not self.rail_webhook_secret.get_secret_value() and (made := find_secret(self.data, "rail_webhook")):
            self.rail_webhook_secret = SecretStr(made.hex())
        return self

    @field_validator("currency", "currencies")
    @classmethod
    def _are_known(cls, text: str) -> str:
        for one in text.split():
            if one not in EXPONENTS:
                raise ValueError(f"{one} is not a currency this program knows")
        return text

    def all_currencies(self) -> tuple[str, ...]:
        """The house's own first, then the others as they are listed."""
        return tuple(dict.fromkeys([self.currency, *self.currencies.split()]))

    def wallet_url(self) -> str:
        return self.database_url or f"sqlite+aiosqlite:///{self.data / 'wallet.db'}"

    def publish_places(self) -> list[str]:
        return self.publish_heads_to.split()

    def ledger_path(self) -> Path | None:
        """The SQLite ledger's own file; None when the wallet lives on PostgreSQL."""
        return None if self.database_url.startswith("postgresql") else self.data / "ledger.db"
