"""A person sends a page of a program into one of their chats. The program proposes title, path and picture; the person
chooses the chat in the host's sheet. Called by web/bridge; after the commit every member is woken."""

from dataclasses import dataclass

from superapp.accounts.people import names_of
from superapp.base.lines import clean_line
from superapp.chat.cards import PATH_LENGTH_MAX, TITLE_LETTERS_MAX, ProgramCard
from superapp.chat.conversations import members_of, memberships
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.chat.messages import append
from superapp.chat.program_cards import ProductCard
from superapp.chat.views import peers_of
from superapp.chat.writing import require_writer
from superapp.contacts.contacts import with_remarks
from superapp.house import House
from superapp.programs import registry, versions
from superapp.programs.sessions import ProgramSession

CHATS_MAX = 100


@dataclass(frozen=True, slots=True)
class Target:
    """A chat to send to. seed: whose colour its avatar has."""

    id: str
    title: str
    seed: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the program says about the page. image: path of a file in its bundle, or ""; amount_minor: the price of the
    product on it, 0 for a page without one."""

    title: str
    path: str
    image: str
    amount_minor: int = 0


async def targets(house: House, program_session: ProgramSession) -> list[Target]:
    """The chats this person can write in, the newest first."""
    me = program_session.person_id
    async with house.database.read() as session:
        listed = await conversations_of(session, me, limit=CHATS_MAX)
        mine = await memberships(session, listed, me)
        found = [one for one in listed if one.id in mine and mine[one.id].can_write and one.kind is not Kind.ENCRYPTED]
        peers = await peers_of(session, found, me)
        known = await with_remarks(session, me, await names_of(session, sorted(set(peers.values()))))
    names = {one.id: known[peers[one.id]] for one in found if peers.get(one.id) in known}
    return [Target(one.id, names.get(one.id, one.title), peers.get(one.id, one.id)) for one in found]


async def share(
    house: House, program_session: ProgramSession, conversation_id: str, card: Proposed, *, client_id: str
) -> None:
    """Raises ClientIdInvalid, ClientIdReused, and what `require_writer` raises."""
    appid, me = program_session.appid, program_session.person_id
    async with house.database.write() as session:
        await require_writer(session, conversation_id, me, now=house.clock.now())
        program = await registry.get_program(session, appid)
        version = await versions.get_version(session, appid, program_session.version_id)
        inside = {one.path for one in version.files}
        image = f"/mp/{appid}/{program_session.hash}/{card.image}" if card.image in inside else ""
        title, path = (
            clean_line(card.title)[:TITLE_LETTERS_MAX] or program.name,
            clean_line(card.path)[:PATH_LENGTH_MAX],
        )
        currency = house.wallet.settings.currency
        body = (
            ProductCard(appid, program.name, title, card.amount_minor, currency, image, path).body()
            if card.amount_minor
            else ProgramCard(appid, program.name, title, path, image).body()
        )
        await append(
            session,
            conversation_id,
            me,
            "product" if card.amount_minor else "program",
            body,
            client_id=client_id,
            now=house.clock.now(),
            chance=house.chance,
        )
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
