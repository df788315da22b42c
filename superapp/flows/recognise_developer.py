"""Who is behind a developer token. Called by web/console for everything a developer's machine sends."""

from superapp.accounts.developer_tokens import verify_token
from superapp.accounts.people import Person
from superapp.house import House


async def recognise_developer(house: House, token: str) -> Person:
    """The developer. Raises TokenRefused; NotAllowed for somebody who is no developer any more."""
    async with house.database.write() as session:
        return await verify_token(session, token, now=house.clock.now())
