"""A person's phone number: asked for a code, confirmed by it, removed. A confirmed number is one person's; whoever
confirms it later holds it, and the one before is told. Called by web/pages/number.

Each step that must count commits first: a sending before the code is sent, a try before it is compared."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import number_codes, numbers
from superapp.accounts.numbers import NumberRefused, clean_number, spaced
from superapp.accounts.people import Person, find_person
from superapp.base.errors import HostError
from superapp.base.words import N_, sayer
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.contacts.privacy import Circle, choose, privacy_of
from superapp.house import House
from superapp.net.texts import GatewayTexts, TextNotSent, Texts
from superapp.security.passwords import hash_password, matches

SERVICE, SERVICE_NAME = "safety", N_("Safety")
DEMO_SERVICE, DEMO_NAME = "texts", N_("Text messages")
CODE_TEXT = N_("{code} is your code for {host}. It is good for 10 minutes. Give it to nobody.")
DEMO_TEXT = N_("This would come to {number} as a text message:\n\n{text}")
LOST = N_(
    "Your phone number {number} was confirmed from another account and is theirs now. Confirm it again if it is still"
    " yours."
)

log = structlog.get_logger("superapp.numbers")


@dataclass(frozen=True, slots=True)
class NumberView:
    """number, pending: for reading, or ""; pending: the one a code was sent to and can still be entered for. found:
    whether people find this person by the number. sends: whether this host sends codes at all; demo_chat: the chat
    where a demonstration shows them, or ""."""

    number: str
    pending: str
    found: bool
    sends: bool
    demo_chat: str


@dataclass(eq=False)
class NumberCodeNotSent(HostError):
    """reason: a sentence for the person."""

    code = "number_code_not_sent"
    reason: str


async def show(house: House, person: Person) -> NumberView:
    now = house.clock.now()
    async with house.database.read() as session:
        held = await numbers.number_of(session, person.id)
        waiting = await number_codes.open_code(session, person.id, now=now)
        privacy = await privacy_of(session, person.id)
    texts = _texts(house, person)
    chat = await _demo_chat(house, person) if waiting and isinstance(texts, _ChatTexts) else ""
    return NumberView(
        number=spaced(held.number) if held else "",
        pending=spaced(waiting.number) if waiting else "",
        found=privacy.number_by is Circle.ANYONE,
        sends=texts is not None,
        demo_chat=chat,
    )


async def send_code(house: House, person: Person, text: str) -> None:
    """Raises NumberRefused, NumberCodeWaits, NumberCodeNotSent, HashingBusy."""
    texts = _texts(house, person)
    if texts is None:
        raise NumberCodeNotSent(N_("This host sends no codes."))
    number, now = clean_number(text), house.clock.now()
    async with house.database.write() as session:
        await number_codes.count_sending(session, person.id, number, now=now)
    code = number_codes.new_code(house.chance)
    encoded = await hash_password(code)
    async with house.database.write() as session:
        await number_codes.store_code(session, person.id, number, encoded, now=now)
    host = urlsplit(house.settings.base_url()).hostname or ""
    # The last line is for phones, which then fill the code in on this address alone (the W3C's origin-bound codes).
    words = sayer(person.language)(CODE_TEXT).format(code=code, host=host) + f"\n\n@{host} #{code}"
    try:
        await texts.send(number, words)
    except TextNotSent as failure:
        log.warning("text_not_sent", reason=failure.reason)
        async with house.database.write() as session:
            await number_codes.drop_code(session, person.id)
        raise NumberCodeNotSent(
            N_("The gateway for text messages did not take it. Try again in a minute.")
        ) from failure


async def confirm(house: House, person: Person, code: str, *, found: bool) -> None:
    """found: whether people who know the number may find this person by it. Raises NumberRefused, HashingBusy."""
    typed = "".join(code.split())
    now = house.clock.now()
    async with house.database.write() as session:
        waiting = await number_codes.take_try(session, person.id, now=now)
    if not await matches(waiting.hash, typed[:32]):
        raise NumberRefused("code", N_("This is not the code.") if waiting.tries_left else number_codes.OVER)
    try:
        async with house.database.write() as session:
            await number_codes.use_code(session, person.id, waiting)
            former = await numbers.hold(session, person.id, waiting.number, now=now)
            await _open(session, person.id, found=found)
            if former:
                await _open(session, former, found=False)
                await _tell_lost(house, session, former, waiting.number)
    except IntegrityError as error:  # two accounts confirmed it in the same moment
        raise NumberRefused("code", number_codes.OVER) from error
    if former:
        house.hub.publish(former)


async def forget_code(house: House, person: Person) -> None:
    """Another number is wanted, or none."""
    async with house.database.write() as session:
        await number_codes.drop_code(session, person.id)


async def remove(house: House, person: Person) -> None:
    """Nobody finds them by it any more, and programs are not offered it."""
    async with house.database.write() as session:
        await numbers.let_go(session, person.id)
        await number_codes.drop_code(session, person.id)
        await _open(session, person.id, found=False)


def _texts(house: House, person: Person) -> Texts | None:
    """How this host sends codes; None when it sends none."""
    settings = house.settings
    if settings.text_gateway:
        return GatewayTexts(house.http, settings.text_gateway, settings.text_gateway_key.get_secret_value())
    return _ChatTexts(house, person) if settings.demo else None


@dataclass(frozen=True, slots=True)
class _ChatTexts:
    """A demonstration shows in a chat of the person's what would come to their phone."""

    house: House
    person: Person

    async def send(self, to: str, text: str) -> None:
        shown = sayer(self.person.language)(DEMO_TEXT).format(number=spaced(to), text=text)
        async with self.house.database.write() as session:
            await _say(self.house, session, self.person.id, (DEMO_SERVICE, DEMO_NAME), shown)
        self.house.hub.publish(self.person.id)


async def _demo_chat(house: House, person: Person) -> str:
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        return (await service_thread(session, person.id, DEMO_SERVICE, DEMO_NAME, now, chance)).id


async def _open(session: AsyncSession, person_id: str, *, found: bool) -> None:
    circle = Circle.ANYONE if found else Circle.NOBODY
    privacy = await privacy_of(session, person_id)
    if privacy.number_by is not circle:
        await choose(session, person_id, replace(privacy, number_by=circle))


async def _tell_lost(house: House, session: AsyncSession, person_id: str, number: str) -> None:
    if person := await find_person(session, person_id):
        words = sayer(person.language)(LOST).format(number=spaced(number))
        await _say(house, session, person_id, (SERVICE, SERVICE_NAME), words)


async def _say(house: House, session: AsyncSession, person_id: str, service: tuple[str, str], words: str) -> None:
    now, chance = house.clock.now(), house.chance
    thread = await service_thread(session, person_id, *service, now, chance)
    await append(session, thread.id, None, "text", text_body(words), client_id=None, now=now, chance=chance)
