"""`python -m card_network --port 8200`: runs the network with the settings from the environment."""

import argparse
import time

import uvicorn

from card_network.app import create_app
from card_network.behaviours import Times
from card_network.network import Network
from card_network.settings import NetworkSettings
from card_network.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description="A card network to try things out with")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8200)
    arguments = parser.parse_args()
    settings = NetworkSettings()  # pyright: ignore[reportCallIssue]  (the environment fills it)
    times = Times(
        pending=settings.pending_seconds,
        chargeback=settings.chargeback_seconds,
        settlement=settings.settlement_seconds,
    )
    public_url = settings.public_url or f"http://{arguments.host}:{arguments.port}"
    network = Network(Store(settings.file), time.time, public_url.rstrip("/"), times)
    app = create_app(
        network,
        key=settings.key.get_secret_value(),
        webhook_url=settings.webhook_url,
        webhook_secret=settings.webhook_secret.get_secret_value(),
    )
    # A lost answer is part of the play, and no error to be logged.
    uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="critical", access_log=False)


if __name__ == "__main__":
    main()
