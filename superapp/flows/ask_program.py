"""A person asks the people behind a program: the button `contact` opens their thread, with a card of what they were
looking at ready to be sent. Called by web/bridge (the button) and web/pages (the card in the composer)."""

from dataclasses import dataclass
from typing import Any, cast

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.base.lines import clean_line
from superapp.chat.cards import PATH_LENGTH_MAX, TITLE_LETTERS_MAX, ProgramCard
from superapp.chat.conversations import members_of, require_member
from superapp.chat.messages import append, find_by_client_id
from superapp.chat.program_cards import ProductCard
from superapp.chat.service_threads import appid_of
from superapp.chat.views import View, gather
from superapp.chat.writing import require_writer
from superapp.house import House
from superapp.programs import message_push, program_threads, registry, versions
from superapp.programs.message_errors import NobodyAnswersHere
from superapp.programs.sessions import ProgramSession
from superapp.readers import reader_for
from superapp.speaking import thread_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the program says about the page the person looks at. image: a file of its bundle, or ""; amount_minor: 0
    for no price."""

    title: str
    path: str
    image: str
    amount_minor: int


async def open_contact(house: House, program_session: ProgramSession, came_from: str, proposed: Proposed | None) -> str:
    """The thread's conversation. Raises NobodyAnswersHere."""
    appid, me, now = program_session.appid, program_session.person_id, house.clock.now()
    async with house.database.write() as session:
        if await message_push.find_push(session, appid) is None:
            raise NobodyAnswersHere()
        program = await registry.get_program(session, appid)
        thread = await thread_of(session, house, program, me, now=now)
        draft: dict[str, Any] | None = None
        if proposed:
            version = await versions.get_version(session, appid, program_session.version_id)
            inside = proposed.image in {one.path for one in version.files}
            image = f"/mp/{appid}/{program_session.hash}/{proposed.image}" if inside else ""
            title = clean_line(proposed.title)[:TITLE_LETTERS_MAX] or program.name
            draft = _draft(house, appid, program.name, title, proposed, image)
        await program_threads.come(session, thread.id, came_from, draft, after_seq=thread.last_seq, now=now)
    return thread.id


async def waiting_card(house: House, person: Person, conversation_id: str) -> dict[str, Any] | None:
    """{kind, body} of the card that may be sent; None for none. Raises NotFound."""
    async with house.database.read() as session:
        await require_member(session, conversation_id, person.id)
        row = await program_threads.find_thread(session, conversation_id)
        return row.draft if row else None


async def send_card(house: House, person: Person, conversation_id: str, *, client_id: str) -> View:
    """Sends the card that waits; a repeated client id returns what was sent. Raises NotFound, ClientIdInvalid, and what
    `require_writer` raises."""
    now = house.clock.now()
    async with house.database.write() as session:
        membership = await require_writer(session, conversation_id, person.id, now=now)
        row = await program_threads.find_thread(session, conversation_id)
        message = await find_by_client_id(session, conversation_id, person.id, client_id)
        if message is None:
            if not appid_of(membership.conversation) or row is None or row.draft is None:
                raise NotFound("card")
            kind, body = str(row.draft["kind"]), cast("dict[str, Any]", row.draft["body"])
            message = await append(
                session, conversation_id, person.id, kind, body, client_id=client_id, now=now, chance=house.chance
            )
            await program_threads.drop_draft(session, conversation_id)
        gathered = await gather(session, [message])
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view


async def drop_card(house: House, person: Person, conversation_id: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        await require_member(session, conversation_id, person.id)
        await program_threads.drop_draft(session, conversation_id)


def _draft(house: House, appid: str, name: str, title: str, proposed: Proposed, image: str) -> dict[str, Any]:
    path = clean_line(proposed.path)[:PATH_LENGTH_MAX]
    if not proposed.amount_minor:
        return {"kind": "program", "body": ProgramCard(appid, name, title, path, image).body()}
    currency = house.wallet.settings.currency
    card = ProductCard(appid, name, title, proposed.amount_minor, currency, image, path)
    return {"kind": "product", "body": card.body()}
