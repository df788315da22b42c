"""What a program may do with a person, and which messages they want from it: told and decided. The host's own dialogs
ask the person; here it is kept. Called by web/bridge."""

from dataclasses import dataclass

from superapp.accounts.people import get_person
from superapp.base.words import sayer
from superapp.house import House
from superapp.programs import consents, message_templates, subscriptions
from superapp.programs.consents import SCOPES, SUBSCRIPTIONS
from superapp.programs.sessions import ProgramSession
from superapp.programs.subscriptions import TEMPLATES_AT_ONCE_MAX, Subscription

__all__ = [
    "SCOPES",
    "TEMPLATES_AT_ONCE_MAX",
    "Allowed",
    "Offered",
    "answer_subscriptions",
    "decide",
    "keep_choice",
    "offered",
    "tell",
]


@dataclass(frozen=True, slots=True)
class Allowed:
    """scopes: scope -> allowed, for those that were asked about. wants_messages: the main switch."""

    scopes: dict[str, bool]
    wants_messages: bool
    subscriptions: list[Subscription]


@dataclass(frozen=True, slots=True)
class Offered:
    """A template on the sheet that asks: what the message is called and what it says, in the person's language."""

    id: str
    title: str
    says: list[str]


async def tell(house: House, program_session: ProgramSession) -> Allowed:
    mine = (program_session.person_id, program_session.appid)
    async with house.database.read() as session:
        decided = await consents.consents_of(session, *mine)
        found = await subscriptions.subscriptions_of(session, *mine)
    main = decided.pop(SUBSCRIPTIONS, True)
    return Allowed(decided, main, found)


async def decide(house: House, program_session: ProgramSession, scope: str, granted: bool) -> None:
    """scope: one of SCOPES."""
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        await consents.decide(session, *mine, scope, granted, now=house.clock.now())


async def offered(house: House, program_session: ProgramSession, template_ids: list[str]) -> list[Offered]:
    """Raises TemplateUnknown."""
    async with house.database.read() as session:
        say = sayer((await get_person(session, program_session.person_id)).language)
        found = [await message_templates.get_template(session, program_session.appid, one) for one in template_ids]
    return [Offered(one.id, say(one.title.title), [say(word.label) for word in one.keywords]) for one in found]


async def answer_subscriptions(
    house: House, program_session: ProgramSession, answers: dict[str, str], *, keep: bool
) -> None:
    """answers: template id -> "accept" or "reject". Raises TemplateUnknown."""
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        for template_id in answers:
            await message_templates.get_template(session, program_session.appid, template_id)
        await subscriptions.answer(session, *mine, answers, keep=keep, now=house.clock.now())


async def keep_choice(house: House, program_session: ProgramSession, template_id: str, choice: str) -> None:
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        await subscriptions.keep(session, *mine, template_id, choice, now=house.clock.now())
