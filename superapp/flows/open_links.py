"""Links that open a program as a given person, once, in demo mode only. The command `open-url` makes them,
web/pages/sign_in redeems them."""

from urllib.parse import quote, urlencode

from superapp.accounts import open_links, people, sessions
from superapp.accounts.sessions import Device, NewSession
from superapp.base.errors import NotFound
from superapp.house import House


async def create_open_url(house: House, *, person: str, appid: str, path: str = "") -> str:
    """An address for one use within 15 minutes.

    person: an id or a handle. path: a page of the program with its query, such as "pages/item/item?id=3"; "" opens
    the program's first page. Raises NotFound outside demo mode and for an unknown person.
    """
    if not house.settings.demo:
        raise NotFound("demo mode")
    target = f"/p/{quote(appid, safe='')}" + (f"?{urlencode({'path': path})}" if path else "")
    async with house.database.write() as session:
        found = await people.find_person(session, person) or await people.find_by_handle(session, person)
        if not found:
            raise NotFound("person")
        token = await open_links.create_link(session, found.id, target, now=house.clock.now(), chance=house.chance)
    return f"{house.settings.base_url()}/o/{token}"


async def redeem(house: House, token: str, device: Device) -> tuple[NewSession, str]:
    """The sign-in and the page to go to. Raises LinkSpent, NotFound outside demo mode."""
    if not house.settings.demo:
        raise NotFound("page")
    async with house.database.write() as session:
        person_id, path = await open_links.use_link(session, token, now=house.clock.now())
        new = await sessions.start_session(
            session,
            person_id,
            device,
            method="link",
            days=house.settings.session_days,
            now=house.clock.now(),
            chance=house.chance,
        )
    return new, path
