"""What a person has missed, as frames for their socket. Called by web/live. Events only name what changed; here they
meet the present state, so a client that applies them in order always ends at what a fresh page would show."""

from superapp.accounts.people import Person, names_of
from superapp.chat.conversations import some_conversations
from superapp.chat.messages import some_messages
from superapp.chat.views import gather, overview
from superapp.house import House
from superapp.realtime.events import events_after, last_event
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
        ids = {str(event.body["conversation_id"]) for event in events}
        places = {
            (str(event.body["conversation_id"]), int(event.body["seq"])) for event in events if "seq" in event.body
        }
        conversations = await some_conversations(session, person.id, ids)
        messages = await some_messages(session, places)
        seen = await overview(session, conversations, person.id)
        gathered = await gather(session, list(messages.values()))
        names = await names_of(session, sorted({*seen.people, *gathered.people}))
        told = dict(zip(messages, gathered.views(names), strict=True))
        views = {view["id"]: view for view in seen.views(names)}
    frames: list[Event] = []
    for event in events:
        conversation_id = str(event.body["conversation_id"])
        view = views.get(conversation_id)
        # Whoever is no longer in a conversation learns that, and nothing of it.
        message = told.get((conversation_id, int(event.body.get("seq", 0)))) if view else None
        frames.append(Event(event.seq, event.kind, conversation_id, view, message))
    return frames
