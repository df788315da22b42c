"""`python -m miniapps.envelopes.server --port 8400`: runs Red Letter's back end with the settings from the
environment."""

import argparse
import sys

import uvicorn

from miniapps.envelopes.server.app import create_app
from miniapps.envelopes.server.keepers import desk_code
from miniapps.envelopes.server.settings import EnvelopeSettings


def main() -> None:
    parser = argparse.ArgumentParser(description="Red Letter's back end")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--desk-code", action="store_true", help="print the code the desk is opened with, and end")
    arguments = parser.parse_args()
    settings = EnvelopeSettings()  # pyright: ignore[reportCallIssue]  (the environment fills it)
    if arguments.desk_code:
        sys.stdout.write(desk_code(settings.data) + "\n")
        return
    uvicorn.run(create_app(settings), host=arguments.host, port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
