"""What a notification says, looked up at the moment it is sent: a push never carries what its person could not read
then. Called by flows/send_notifications; the shapes are those of superapp/notify/pushes.py."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.words import N_
from superapp.chat.conversations import Membership, memberships
from superapp.chat.lines import line_of
from superapp.chat.listing import some_conversations
from superapp.chat.messages import Message, some_messages
from superapp.chat.news import SILENT_KINDS, unread_since
from superapp.chat.views import overview
from superapp.contacts.contacts import ContactRequest, find_contact, request_between, requests_to
from superapp.notify import quiet
from superapp.notify.pushes import SUMMARY, Push
from superapp.readers import readers_for

NEWS_FOR = timedelta(days=1)  # what is older is no news any more
Facts = dict[str, Any]


def is_news(membership: Membership, message: Message, now: datetime) -> bool:
    return (
        (not membership.is_muted or membership.person_id in message.body.get("mentions", {}).values())
        and message.sender_id != membership.person_id
        and (message.kind not in SILENT_KINDS or message.body.get("what") == "encrypted")
        and now - message.sent_at <= NEWS_FOR
        and message.seq > max(membership.read_seq, membership.from_seq)
    )


async def facts_of(session: AsyncSession, push: Push, *, now: datetime) -> Facts | None:
    """What the device reads; None when there is nothing to tell any more."""
    match push.kind:
        case "read":
            return {"kind": "read", "conversation_id": push.conversation_id}
        case "message":
            return await _message(session, push.person_id, push.conversation_id, push.seq, now)
        case "summary":
            return await _summary(session, push, now)
        case _:
            return await _contact(session, push, now)


async def _message(
    session: AsyncSession, person_id: str, conversation_id: str, seq: int, now: datetime
) -> Facts | None:
    conversations = await some_conversations(session, person_id, {conversation_id})
    membership = (await memberships(session, conversations, person_id)).get(conversation_id)
    message = (await some_messages(session, {(conversation_id, seq)})).get((conversation_id, seq))
    if not membership or not message or not is_news(membership, message, now):
        return None
    wishes = await quiet.wishes_of(session, person_id)
    seen = await overview(session, conversations, person_id)
    of_sender = [message.sender_id] if message.sender_id else []
    reader = (await readers_for(session, {person_id: [*seen.people, *of_sender]}))[person_id]
    view = seen.views(reader)[0]
    line = line_of(message.kind, message.body, message.sender_id, reader)
    if view["kind"] == "encrypted":  # not even from whom
        view["title"], line = reader.say(N_("Encrypted message")), ""
    if view["kind"] == "group":
        line = f"{reader.name(message.sender_id)}: {line}"
    return {
        "kind": "message",
        "conversation_id": conversation_id,
        "title": view["title"],
        "body": line if wishes.shows_text or not line else reader.say(N_("New message")),
        "unread": view["last_seq"] - view["read_seq"],
        "sent_at": message.sent_at.isoformat(),
    }


async def _contact(session: AsyncSession, push: Push, now: datetime) -> Facts | None:
    other_id = push.conversation_id
    if now - push.created_at > NEWS_FOR:
        return None
    reader = (await readers_for(session, {push.person_id: [other_id]}))[push.person_id]
    if push.kind == "request":
        request = await request_between(session, other_id, push.person_id)
        if request is None:
            return None
        wishes = await quiet.wishes_of(session, push.person_id)
        body = reader.say(N_("Wants to be your contact"))
        if request.note and wishes.shows_text:
            body = f"{body}: {request.note}"
        address = "/contacts/requests"
    else:
        if await find_contact(session, push.person_id, other_id) is None:
            return None
        body, address = reader.say(N_("Is your contact now")), f"/people/{other_id}"
    return _news(f"contact-{other_id}", reader.name(other_id), body, address, push.created_at)


async def held_back(
    session: AsyncSession, person_id: str, begun: datetime
) -> tuple[dict[str, tuple[int, int]], list[ContactRequest]]:
    """What came since then and still waits: messages, as `unread_since` counts them, and contact requests."""
    asked = [one for one in await requests_to(session, person_id) if one.asked_at >= begun]
    return await unread_since(session, person_id, begun), asked


async def _summary(session: AsyncSession, push: Push, now: datetime) -> Facts | None:
    """Of what came in the quiet hours and still waits. One message alone is shown as itself."""
    unread, asked = await held_back(session, push.person_id, datetime.fromtimestamp(push.seq, UTC))
    reader = (await readers_for(session, {push.person_id: []}))[push.person_id]
    if sum(count for count, _ in unread.values()) == 1 and not asked:
        conversation_id, (_, seq) = next(iter(unread.items()))
        return await _message(session, push.person_id, conversation_id, seq, now)
    said = list[str]()
    if unread:
        messages, chats = sum(count for count, _ in unread.values()), len(unread)
        words = [reader.say_many("%(num)s new message", "%(num)s new messages", messages) % {"num": messages}]
        if chats > 1:
            words.append(reader.say_many("in %(num)s chat", "in %(num)s chats", chats) % {"num": chats})
        said.append(" ".join(words))
    if asked:
        count = len(asked)
        said.append(reader.say_many("%(num)s contact request", "%(num)s contact requests", count) % {"num": count})
    if not said:
        return None
    address = "/contacts/requests" if not unread else f"/chats/{next(iter(unread))}" if len(unread) == 1 else "/chats"
    return _news(SUMMARY, reader.say(N_("While it was quiet")), " · ".join(said), address, now)


def _news(tag: str, title: str, body: str, address: str, at: datetime) -> Facts:
    return {
        "kind": "news",
        "tag": tag,
        "title": title,
        "body": body,
        "address": address,
        "sent_at": at.isoformat(),
    }
