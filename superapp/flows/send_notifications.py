"""News reach people who are not looking. Two steps that superapp/chores repeats: `look_for_news` reads people's new
events and queues what they call for; `deliver_due` sends what is due, in the words of superapp/telling.py. In quiet
hours nothing is sent; one summary follows when they are over."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import sessions
from superapp.chat.conversations import memberships
from superapp.chat.listing import some_conversations
from superapp.chat.messages import some_messages
from superapp.house import House
from superapp.notify import pushes, quiet, subscriptions
from superapp.notify.pushes import Push
from superapp.notify.sending import Answer, Outcome, sender_for
from superapp.notify.subscriptions import Subscription
from superapp.realtime.events import PersonEvent, events_after
from superapp.realtime.presence import is_looking
from superapp.telling import facts_of, held_back, is_news

log = structlog.get_logger("superapp.notify")

LOOK_SECONDS = 1.0
PEOPLE_PER_LOOK = 100
EVENTS_PER_LOOK = 200
QUIET = "quiet hours"


@dataclass(frozen=True, slots=True)
class _Act:
    """One event's consequence. "message": tell of message `seq`; "read": take down what shows up to it; "request",
    "accepted": tell of the other person; "held": one more thing for the summary after the quiet hours."""

    event: int
    kind: Literal["message", "read", "request", "accepted", "held"]
    about: str
    seq: int = 0


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
    night = (await quiet.wishes_of(session, person_id)).night_of(now)
    acts = await _acts(session, person_id, events, night, now)
    for device in devices:
        for act in acts:
            if act.event > device.seen_event:
                await _queue(house, session, device, act, night)
        await _close_summary(house, session, device, acts)
        if events[-1].seq > device.seen_event:
            await subscriptions.move_seen(session, device.id, events[-1].seq)


async def _queue(
    house: House, session: AsyncSession, device: Subscription, act: _Act, night: tuple[datetime, datetime] | None
) -> None:
    now, chance = house.clock.now(), house.chance
    place = (session, device.id, device.person_id)
    match act.kind:
        case "message":
            await pushes.queue_message(*place, act.about, act.seq, now=now, chance=chance)
        case "read":
            await pushes.take_down(*place, act.about, act.seq, now=now, chance=chance)
        case "held":
            if night:
                await pushes.hold_back(*place, night, now=now, chance=chance)
        case _:
            await pushes.queue_contact(*place, act.kind, act.about, now=now, chance=chance)


async def _close_summary(house: House, session: AsyncSession, device: Subscription, acts: list[_Act]) -> None:
    """When what the night held back was read or answered elsewhere."""
    begun = await pushes.summary_shown(session, device.id)
    if begun is None or any(await held_back(session, device.person_id, begun)):
        return
    now, chance = house.clock.now(), house.chance
    read = {act.about for act in acts if act.kind == "read" and act.event > device.seen_event}
    await pushes.close_summary(session, device.id, device.person_id, read, now=now, chance=chance)


async def _acts(
    session: AsyncSession,
    person_id: str,
    events: list[PersonEvent],
    night: tuple[datetime, datetime] | None,
    now: datetime,
) -> list[_Act]:
    about = [one for one in events if one.kind != "contacts"]
    places = {(str(one.body["conversation_id"]), int(one.body["seq"])) for one in about if "seq" in one.body}
    ids = {str(one.body["conversation_id"]) for one in about}
    found = await some_messages(session, places)
    mine = await memberships(session, await some_conversations(session, person_id, ids), person_id)
    is_there = await is_looking(session, person_id, now=now)
    acts = list[_Act]()
    for event in events:
        if event.kind == "contacts":
            news = event.body.get("news")
            if news in ("request", "accepted") and not is_there:
                acts.append(_Act(event.seq, "held" if night else news, str(event.body["other_id"])))
            continue
        conversation_id, seq = str(event.body["conversation_id"]), int(event.body.get("seq", 0))
        membership, message = mine.get(conversation_id), found.get((conversation_id, seq))
        if membership is None:
            acts.append(_Act(event.seq, "read", conversation_id, 2**53))
        elif event.kind == "read":
            acts.append(_Act(event.seq, "read", conversation_id, membership.read_seq))
        elif event.kind == "change" and message and message.kind == "unsent":
            acts.append(_Act(event.seq, "read", conversation_id, seq))
        elif event.kind == "message" and message and not is_there and is_news(membership, message, now):
            acts.append(_Act(event.seq, "held" if night else "message", conversation_id, seq))
    return acts


async def _deliver(house: House, push: Push) -> Answer:
    now = house.clock.now()
    async with house.database.read() as session:
        device = (await subscriptions.some_subscriptions(session, {push.subscription_id})).get(push.subscription_id)
        if device is None:
            return Answer(Outcome.REFUSED, reason="no device")
        if device.session_id not in await sessions.living_of(session, {device.session_id}, now=house.clock.now()):
            return Answer(Outcome.GONE, reason="signed out")
        night = (await quiet.wishes_of(session, push.person_id)).night_of(now)
        if night and push.kind != "read":
            return Answer(Outcome.REFUSED, reason=QUIET)
        is_late = push.kind == "summary" and await is_looking(session, push.person_id, now=now)
        facts = None if is_late else await facts_of(session, push, now=now)
    if facts is None:
        return Answer(Outcome.REFUSED, reason="no news")
    sender = sender_for(house.settings, house.http, house.chance)
    return await sender.send(device, facts, topic=push.conversation_id or "summary", now=now)


async def _settle(house: House, push: Push, answer: Answer) -> None:
    now = house.clock.now()
    async with house.database.write() as session:
        if answer.reason == QUIET:
            # Queued before the quiet hours began, or before they were made longer.
            night = (await quiet.wishes_of(session, push.person_id)).night_of(now)
            await pushes.wait_on(session, push, night[1] if night else now)
            return
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
