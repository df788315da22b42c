"""`python -m miniapps.tickets.server --port 8200`: runs the ticket seller's back end with the settings from the
environment."""

import argparse
import sys

import uvicorn

from miniapps.tickets.server.app import create_app
from miniapps.tickets.server.customers import door_code
from miniapps.tickets.server.settings import TicketSettings


def main() -> None:
    parser = argparse.ArgumentParser(description="The ticket seller's back end")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8200)
    parser.add_argument("--door-code", action="store_true", help="print the code a door is opened with, and end")
    arguments = parser.parse_args()
    settings = TicketSettings()  # pyright: ignore[reportCallIssue]  (the environment fills it)
    if arguments.door_code:
        sys.stdout.write(door_code(settings.data) + "\n")
        return
    uvicorn.run(create_app(settings), host=arguments.host, port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
