"""A site behind a real port of this machine, for tests that need a socket or a browser."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from superapp.accounts.people import Person
from tests.superapp.conftest import Site, running_site
from tests.support import RecordedHttp, TravelClock


@asynccontextmanager
async def served(tmp_path: Path, database_url: str = "") -> AsyncIterator[tuple[Site, str]]:
    """The site and its address, such as "http://127.0.0.1:40123"."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()  # who comes before the server waits instead of being refused
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with running_site(
            tmp_path,
            database_url,
            clock=TravelClock(),
            chance=random.Random(7),
            http=RecordedHttp(),
            demo=True,
            url=address,
        ) as site:
            server = uvicorn.Server(uvicorn.Config(site.app, lifespan="off", log_config=None, access_log=False))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield site, address
            finally:
                server.should_exit = server.force_exit = True
                await serving


async def session_of(site: Site, person: Person) -> str:
    """The token of a new session of this person; the value of the cookie `sa_session`."""
    token = (await site.signed_in(person)).cookies["sa_session"]
    assert token
    return token
