"""`python -m miniapps.shop.server --port 8100`: runs the shop's back end with the settings from the environment."""

import argparse

import uvicorn

from miniapps.shop.server.app import create_app
from miniapps.shop.server.settings import ShopSettings


def main() -> None:
    parser = argparse.ArgumentParser(description="Lantern Lane's back end")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8100)
    arguments = parser.parse_args()
    settings = ShopSettings()  # pyright: ignore[reportCallIssue]  (the environment fills it)
    uvicorn.run(create_app(settings), host=arguments.host, port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
