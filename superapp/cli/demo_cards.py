"""The demo's card network (`card_network/`): a process of its own, as a real processor is somebody else's. Called by
`superapp demo`, which starts it before the host and tells host and worker where it answers."""

import os
import sys
from pathlib import Path

from superapp.base.config import Settings
from wallet.secrets import ensure_secret


def join(settings: Settings, port: int) -> dict[str, str]:
    """Let the processes of this demo find the network at `port`; what the network itself is told."""
    key, secret = (ensure_secret(settings.data, name).hex() for name in ("rail_key", "rail_webhook"))
    address = f"http://127.0.0.1:{port}"
    os.environ["WALLET_RAIL_URL"] = address
    folder = settings.data / "cards"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "CARD_NETWORK_KEY": key,
        "CARD_NETWORK_WEBHOOK_URL": f"{settings.base_url()}/rail/notices",
        "CARD_NETWORK_WEBHOOK_SECRET": secret,
        "CARD_NETWORK_PUBLIC_URL": address,
        "CARD_NETWORK_FILE": str(Path(folder / "network.db").resolve()),
    }


def command(port: int) -> list[str]:
    return [sys.executable, "-m", "card_network", "--port", str(port)]
