"""Messages reach people who are not looking. Two steps that superapp/chores repeats: `look_for_news` reads people's new
events and queues what they call for; `deliver_due` sends what is due. A push never carries what its person could not
read at the moment it is sent: membership, read mark, mute, quiet hours and the words are looked up then."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import sessions
from superapp.base.words import N_
from superapp.chat.conversations import Membership, memberships, some_conversations
from superapp.chat.lines import line_of
from superapp.chat.messages import Message, some_messages
from superapp.chat.views import overview
from superapp.house import House
from superapp.notify import pushes, quiet, subscriptions
from superapp.notify.pushes import Push
from superapp.notify.sending import Answer, Outcome, sender_for
from superapp.notify.subscriptions import Subscription
from superapp.readers import readers_for
from superapp.realtime.events import PersonEvent, events_after
from superapp.realtime.presence import is_looking

log = structlog.get_logger("superapp.notify")

LOOK_SECONDS = 1.0
PEOPLE_PER_LOOK = 100
EVENTS_PER_LOOK = 200
NEWS_FOR = timedelta(days=1)  # what is older is no news any more
SILENT_KINDS = {"notice", "unsent"}


@dataclass(frozen=True, slots=True)
class _Act:
    """One event's consequence: tell of message `seq`, or take down what shows up to it."""

    event: int
    is_message: bool
    conversation_id: str
    seq: int


async def run_notifications(house: House, stop: asyncio.Event) -> None:
    """Until `stop` is set, finishing what was begun."""
    while not stop.is_set():
        await look_for_news(house)
        await deliver_due(house)
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


async def look_for_news(house: House) -> int:
    """Queue what new events call for, for everybody with a device; returns how many people had some."""
    async with house.database.read() as session:
        found = await subscriptions.people_with_news(session, limit=PEOPLE_PER_LOOK)
    for person_id in found:
        async with house.database.write() as session:
            await _look(house, session, person_id)
    return len(found)


async def deliver_due(house: House) -> int:
    """Send what is due, once each; returns how many arrived."""
    now = house.clock.now()
    async with house.database.write() as session:
        leased = await pushes.lease_due(session, now=now)
    answers = await asyncio.gather(*(_deliver(house, push) for push in leased), return_exceptions=True)
    for push, answer in zip(leased, answers, strict=True):
        if isinstance(answer, BaseException):
            # A fault of our own with one message is that message's failed attempt; the others must not wait for it.
            if not isinstance(answer, Exception):
                raise answer
            log.error("push_failed", push=push.id, failure=type(answer).__name__)
            answer = Answer(Outcome.LATER)
        await _settle(house, push, answer)
    return sum(isinstance(one, Answer) and one.outcome is Outcome.ARRIVED for one in answers)


async def _look(house: House, session: AsyncSession, person_id: str) -> None:
    now = house.clock.now()
    devices = await subscriptions.locked_subscriptions(session, person_id)
    living = await sessions.living_of(session, {one.session_id for one in devices}, now=now)
    for one in devices:
        if one.session_id not in living:
            await pushes.drop_device(session, one.id)
    devices = [one for one in devices if one.session_id in living]
    if not devices:
        return
    after = min(one.seen_event for one in devices)
    events = await events_after(session, person_id, after, limit=EVENTS_PER_LOOK)
    if not events:
        return
    acts = await _acts(house, session, person_id, events)
    for device in devices:
        for act in acts:
            if act.event <= device.seen_event:
                continue
            facts = (session, device.id, person_id, act.conversation_id, act.seq)
            if act.is_message:
                await pushes.queue_message(*facts, now=now, chance=house.chance)
            else:
                await pushes.take_down(*facts, now=now, chance=house.chance)
        if events[-1].seq > device.seen_event:
            await subscriptions.move_seen(session, device.id, events[-1].seq)


async def _acts(house: House, session: AsyncSession, person_id: str, events: list[PersonEvent]) -> list[_Act]:
    now = house.clock.now()
    events = [one for one in events if one.kind != "contacts"]
    places = {(str(one.body["conversation_id"]), int(one.body["seq"])) for one in events if "seq" in one.body}
    ids = {str(one.body["conversation_id"]) for one in events}
    found = await some_messages(session, places)
    mine = await memberships(session, await some_conversations(session, person_id, ids), person_id)
    wishes = await quiet.wishes_of(session, person_id)
    is_silent = wishes.quiet_at(now) or await is_looking(session, person_id, now=now)
    acts = list[_Act]()
    for event in events:
        conversation_id, seq = str(event.body["conversation_id"]), int(event.body.get("seq", 0))
        membership, message = mine.get(conversation_id), found.get((conversation_id, seq))
        if membership is None:
            acts.append(_Act(event.seq, False, conversation_id, 2**53))
        elif event.kind == "read":
            acts.append(_Act(event.seq, False, conversation_id, membership.read_seq))
        elif event.kind == "change" and message and message.kind == "unsent":
            acts.append(_Act(event.seq, False, conversation_id, seq))
        elif event.kind == "message" and message and not is_silent and _is_news(membership, message, now):
            acts.append(_Act(event.seq, True, conversation_id, seq))
    return acts


def _is_news(membership: Membership, message: Message, now: datetime) -> bool:
    return (
        (not membership.is_muted or membership.person_id in message.body.get("mentions", {}).values())
        and message.sender_id != membership.person_id
        and (message.kind not in SILENT_KINDS or message.body.get("what") == "encrypted")
        and now - message.sent_at <= NEWS_FOR
        and message.seq > max(membership.read_seq, membership.from_seq)
    )


async def _deliver(house: House, push: Push) -> Answer:
    async with house.database.read() as session:
        device = (await subscriptions.some_subscriptions(session, {push.subscription_id})).get(push.subscription_id)
        if device is None:
            return Answer(Outcome.REFUSED, reason="no device")
        if device.session_id not in await sessions.living_of(session, {device.session_id}, now=house.clock.now()):
            return Answer(Outcome.GONE, reason="signed out")
        facts = await _facts(house, session, push, device)
    if facts is None:
        return Answer(Outcome.REFUSED, reason="no news")
    sender = sender_for(house.settings, house.http, house.chance)
    return await sender.send(device, facts, topic=push.conversation_id, now=house.clock.now())


async def _facts(house: House, session: AsyncSession, push: Push, device: Subscription) -> dict[str, Any] | None:
    """What the device reads; None when there is nothing to tell any more."""
    if push.kind == "read":
        return {"kind": "read", "conversation_id": push.conversation_id}
    person_id, now = device.person_id, house.clock.now()
    conversations = await some_conversations(session, person_id, {push.conversation_id})
    membership = (await memberships(session, conversations, person_id)).get(push.conversation_id)
    message = (await some_messages(session, {(push.conversation_id, push.seq)})).get((push.conversation_id, push.seq))
    wishes = await quiet.wishes_of(session, person_id)
    if not membership or not message or not _is_news(membership, message, now) or wishes.quiet_at(now):
        return None
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
        "conversation_id": push.conversation_id,
        "title": view["title"],
        "body": line if wishes.shows_text or not line else reader.say(N_("New message")),
        "unread": view["last_seq"] - view["read_seq"],
        "sent_at": message.sent_at.isoformat(),
    }


async def _settle(house: House, push: Push, answer: Answer) -> None:
    now = house.clock.now()
    async with house.database.write() as session:
        match answer.outcome:
            case Outcome.ARRIVED:
                await pushes.settle(session, push, arrived=True, now=now, chance=house.chance)
            case Outcome.REFUSED:
                await pushes.settle(session, push, arrived=False, now=now, chance=house.chance)
            case Outcome.GONE:
                await pushes.drop_device(session, push.subscription_id)
            case Outcome.LATER:
                await pushes.try_again(session, push, wait_seconds=answer.wait_seconds, now=now)
    if answer.outcome is not Outcome.ARRIVED and answer.reason != "no news":
        log.info("push_not_sent", push=push.id, outcome=answer.outcome.value, reason=answer.reason)
