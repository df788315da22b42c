"""What people have missed, as frames for their sockets. Called by web/live. Events only name what changed; here they
meet the present state, so a client that applies them in order always ends at what a fresh page would show. Sockets are
served in batches: a message to a group costs about as many queries as a message to one person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Living
from superapp.chat.conversations import direct_between
from superapp.chat.lines import Reader
from superapp.chat.overviews import overviews
from superapp.chat.views import Gathered, View, gather
from superapp.contacts.contacts import counts_of_requests
from superapp.house import House
from superapp.notify.subscriptions import have_subscriptions
from superapp.readers import readers_for
from superapp.realtime import presence
from superapp.realtime.events import PersonEvent, events_after_each, last_event
from superapp.realtime.frames import (
    EVENTS_BEHIND_MAX,
    EVENTS_PER_BATCH,
    EVENTS_PER_READ,
    Event,
    Reset,
    encode_many,
)

MONEY_KINDS = ("transfer", "envelope", "split")
Place = tuple[str, int]  # conversation and number of a message


@dataclass(frozen=True, slots=True)
class Ask:
    """A socket's question: what came after number `after`? token: of the session it was opened with."""

    token: str
    person_id: str
    after: int


@dataclass(frozen=True, slots=True)
class News:
    """frames: (number, text), in order. is_all: False when there is more to read."""

    frames: list[tuple[int, str]]
    is_all: bool


PAGE_SEEN_SECONDS = presence.RENEWED_EVERY.total_seconds()


async def must_reset(house: House, person: Person, after: int) -> Reset | None:
    """A frame that sends the client to a fresh state: when it is too far behind, or knows numbers we never gave."""
    async with house.database.read() as session:
        head = await last_event(session, person.id)
    return Reset(head) if after > head or head - after > EVENTS_BEHIND_MAX else None


async def news_for(house: House, asks: Sequence[Ask]) -> list[News | None]:
    """The next frames for each of these sockets; None for one whose session has ended. Records that the sessions are
    used. It never says a word to a session that ended before the event."""
    now, limit = house.clock.now(), max(1, min(EVENTS_PER_READ, EVENTS_PER_BATCH // len(asks)))
    places = [(ask.person_id, ask.after) for ask in asks]
    async with house.database.read() as session:
        events = await events_after_each(session, places, limit=limit)
        # Sessions after events: whatever event we have seen, the end of a session before it is seen here.
        living = await sessions.living(session, {ask.token for ask in asks}, now=now)
        hears = [(one := living.get(ask.token)) is not None and one.person_id == ask.person_id for ask in asks]
        told = [(ask.person_id, theirs) for ask, theirs, may_hear in zip(asks, events, hears, strict=True) if may_hear]
        read = await _frames(session, told)
    await _look_at_money(house, told, read)
    await _record_use(house, living.values())
    frames = iter(read)
    texts = encode_many([next(frames) if may_hear else [] for may_hear in hears])
    return [
        News([(frame.seq, text) for frame, text in theirs], len(theirs) < limit) if may_hear else None
        for theirs, may_hear in zip(texts, hears, strict=True)
    ]


async def next_events(house: House, person: Person, after: int) -> list[Event]:
    """The next frames of one person in order, a bounded number of them; empty when there is nothing new."""
    async with house.database.read() as session:
        events = await events_after_each(session, [(person.id, after)], limit=EVENTS_PER_READ)
        told = [(person.id, events[0])]
        frames = await _frames(session, told)
    await _look_at_money(house, told, frames)
    return frames[0]


async def _look_at_money(
    house: House, told: Sequence[tuple[str, list[PersonEvent]]], frames: list[list[Event]]
) -> None:
    """How money stands is each person's own to see, so the messages that show it are theirs alone."""
    for (person_id, _), theirs in zip(told, frames, strict=True):
        cards: list[View] = []
        for frame in theirs:
            if frame.message is not None and frame.message["kind"] in MONEY_KINDS:
                frame.message = frame.message | {"body": dict(frame.message["body"])}
                cards.append(frame.message)
        if cards:
            await house.look_at_money(house.wallet, person_id, cards)


async def _frames(session: AsyncSession, told: Sequence[tuple[str, list[PersonEvent]]]) -> list[list[Event]]:
    """For each (person id, their events), the frames."""
    about = {(one, str(e.body["other_id"])) for one, events in told for e in events if "other_id" in e.body}
    direct = await direct_between(session, about)
    requests = await counts_of_requests(session, {one for one, _ in about})
    wanted: dict[str, set[str]] = {}
    for person_id, events in told:
        if events:
            wanted.setdefault(person_id, set()).update(_conversation_of(event, person_id, direct) for event in events)
    if not wanted:
        return [[] for _ in told]
    places = {_place(event) for _, events in told for event in events if "seq" in event.body}
    seen, messages = await overviews(session, wanted, places)
    gathered = await gather(session, list(messages.values()))
    readers = await readers_for(session, {one: {*gathered.people, *seen[one].people} for one in seen})
    views = {one: {view["id"]: view for view in seen[one].views(readers[one])} for one in seen}
    said = _as_read(gathered, list(messages), readers)
    frames: list[list[Event]] = []
    for person_id, events in told:
        theirs = views.get(person_id, {})
        frames.append([])
        for event in events:
            conversation_id = _conversation_of(event, person_id, direct)
            view = theirs.get(conversation_id)
            # Whoever is no longer in a conversation learns that, and nothing of it.
            message = said[person_id].get(_place(event)) if view and "seq" in event.body else None
            waiting = requests.get(person_id, 0) if event.kind == "contacts" else None
            frames[-1].append(Event(event.seq, event.kind, conversation_id, view, message, waiting))
    return frames


def _as_read(gathered: Gathered, places: list[Place], readers: dict[str, Reader]) -> dict[str, dict[Place, View]]:
    """Each reader's messages. Those who read alike, by language and by the names they gave, share them."""
    people = gathered.people
    shared: dict[tuple[str, ...], dict[Place, View]] = {}
    said: dict[str, dict[Place, View]] = {}
    for person_id, reader in readers.items():
        alike = (reader.language, *(reader.name(one) for one in people))
        if any(one.kind == "notice" for one in gathered.answered.values()):
            alike = (*alike, person_id)  # "You added Ben" and "Ann added you" stand in what is answered
        if alike not in shared:
            shared[alike] = dict(zip(places, gathered.views(reader), strict=True))
        said[person_id] = shared[alike]
    return said


def _conversation_of(event: PersonEvent, person_id: str, direct: dict[tuple[str, str], str]) -> str:
    """Its id; "" for news about somebody with whom there is none. direct: (person, other one) -> conversation."""
    if "conversation_id" not in event.body:
        return direct.get((person_id, str(event.body["other_id"])), "")
    return str(event.body["conversation_id"])


def _place(event: PersonEvent) -> Place:
    return str(event.body["conversation_id"]), int(event.body["seq"])


async def _record_use(house: House, living: Iterable[Living]) -> None:
    now = house.clock.now()
    used = [one.session_id for one in living if now - one.last_used_at >= sessions.USE_RECORDED_EVERY]
    if used:
        async with house.database.write() as session:
            await sessions.record_use(session, *used, days=house.settings.session_days, now=now)


async def pages_seen(house: House, pages: Mapping[str, str]) -> set[str]:
    """These pages (page id -> whose) are open now; said again every presence.RENEWED_EVERY. Only of people who get
    notifications: for the others nobody asks. Returns the pages that were written down."""
    async with house.database.read() as session:
        people = await have_subscriptions(session, pages.values())
    told = {page_id: person_id for page_id, person_id in pages.items() if person_id in people}
    if told:
        async with house.database.write() as session:
            await presence.pages_seen(session, told, now=house.clock.now())
    return set(told)


async def page_closed(house: House, page_id: str) -> None:
    async with house.database.write() as session:
        await presence.page_closed(session, page_id)
