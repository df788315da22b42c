"""Phone numbers in a test: codes as a person reads them in the demo's chat, and a number confirmed in one line."""

import re

from superapp.accounts.people import Person
from superapp.base.words import sayer
from superapp.flows import confirm_number, read_chats
from tests.superapp.conftest import Site


async def newest_code(site: Site, person: Person) -> str:
    """The six digits that stand in the newest line of the person's chat of text messages."""
    rows = (await read_chats.list_chats(site.house, person)).rows
    chat = next(row["id"] for row in rows if row["title"] == sayer(person.language)("Text messages"))
    said = (await read_chats.open_chat(site.house, person, chat)).state["open"]["messages"]
    found = re.search(r"\b\d{6}\b", str(said[-1]["body"]["text"]))
    assert found
    return found[0]


async def confirmed(site: Site, person: Person, number: str, *, found: bool = True) -> None:
    """The number is this person's; others find them by it when `found`."""
    await confirm_number.send_code(site.house, person, number)
    await confirm_number.confirm(site.house, person, await newest_code(site, person), found=found)
