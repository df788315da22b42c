"""`python -m miniapps.food.server --port 8110`: runs the back end with the settings from the environment."""

import argparse

import uvicorn

from miniapps.food.server.app import create_app
from miniapps.food.server.settings import FoodSettings


def main() -> None:
    parser = argparse.ArgumentParser(description="The food program's back end")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8110)
    arguments = parser.parse_args()
    settings = FoodSettings()  # pyright: ignore[reportCallIssue]  (the environment fills it)
    uvicorn.run(create_app(settings), host=arguments.host, port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
