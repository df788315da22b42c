"""Secrets are made once, for the owner's eyes only."""

from pathlib import Path

from wallet.secrets import ensure_secret, find_secret
from wallet.settings import WalletSettings


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    first = ensure_secret(tmp_path, "pin_pepper")

    assert ensure_secret(tmp_path, "pin_pepper") == first == find_secret(tmp_path, "pin_pepper")
    assert len(first) == 32
    assert (tmp_path / "secrets" / "pin_pepper").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["pin_pepper"]


def test_the_settings_take_the_pepper_that_set_up_made(tmp_path: Path) -> None:
    made = ensure_secret(tmp_path, "pin_pepper")
    settings = WalletSettings(DATA=tmp_path)  # pyright: ignore[reportCallIssue] (an alias of the environment)

    assert settings.pin_pepper.get_secret_value() == made.hex()
    assert made.hex() not in repr(settings)
