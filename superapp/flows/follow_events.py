"""What a person has missed, as frames for their socket. Called by web/live. Events only name what changed; here they
meet the present state, so a client that applies them in order always ends at what a fresh page would show."""

from superapp.accounts.people import Person
from superapp.chat.conversations import direct_with, some_conversations
from superapp.chat.messages import some_messages
from superapp.chat.views import gather, overview
from superapp.contacts.contacts import count_requests
from superapp.house import House
from superapp.readers import reader_for
from superapp.realtime.events import PersonEvent, events_after, last_event
from superapp.realtime.frames import EVENTS_BEHIND_MAX, EVENTS_PER_READ, Event, Reset


async def must_reset(house: House, person: Person, after: int) -> Reset | None:
    """A frame that sends the client to a fresh state: when it is too far behind, or knows numbers we never gave."""
    async with house.database.read() as session:
        head = await last_event(session, person.id)
    return Reset(head) if after > head or head - after > EVENTS_BEHIND_MAX else None


async def next_events(house: House, person: Person, after: int) -> list[Event]:
    """The next frames in order, a bounded number of them; empty when there is nothing new."""
    async with house.database.read() as session:
        events = await events_after(session, person.id, after, limit=EVENTS_PER_READ)
        if not events:
            return []
        others = {str(event.body["other_id"]) for event in events if event.kind == "contacts"}
        direct = await direct_with(session, person.id, others)
        requests = await count_requests(session, person.id) if others else None
        ids = {place for event in events if (place := _conversation_of(event, direct))}
        places = {
            (str(event.body["conversation_id"]), int(event.body["seq"])) for event in events if "seq" in event.body
        }
        conversations = await some_conversations(session, person.id, ids)
        messages = await some_messages(session, places)
        seen = await overview(session, conversations, person.id)
        gathered = await gather(session, list(messages.values()))
        reader = await reader_for(session, person, {*seen.people, *gathered.people})
        told = dict(zip(messages, gathered.views(reader), strict=True))
        views = {view["id"]: view for view in seen.views(reader)}
    frames: list[Event] = []
    for event in events:
        conversation_id = _conversation_of(event, direct)
        view = views.get(conversation_id)
        # Whoever is no longer in a conversation learns that, and nothing of it.
        message = told.get((conversation_id, int(event.body.get("seq", 0)))) if view else None
        waiting = requests if event.kind == "contacts" else None
        frames.append(Event(event.seq, event.kind, conversation_id, view, message, waiting))
    return frames


def _conversation_of(event: PersonEvent, direct: dict[str, str]) -> str:
    """Its id; "" for news about somebody with whom there is none. direct: other person -> conversation."""
    if event.kind == "contacts":
        return direct.get(str(event.body["other_id"]), "")
    return str(event.body["conversation_id"])
