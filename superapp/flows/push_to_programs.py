"""What people write in a program's thread reaches its server: signed, in the platform's JSON, in order, at least once,
three tries each. Nothing is queued when somebody writes; the thread itself is the queue, and `told_seq` how far it has
been told. Repeated by superapp/chores."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import structlog

from superapp.base.words import sayer
from superapp.chat.lines import Reader, line_of
from superapp.chat.messages import Message
from superapp.chat.service_threads import answered_since, last_number, written_after
from superapp.house import House
from superapp.programs import message_push, openids, program_threads
from superapp.programs.message_push import MessagePush, signed_address
from superapp.programs.program_threads import TRIES_MAX, Thread
from superapp.speaking import message_number
from wallet.ports import HttpFailure

log = structlog.get_logger("superapp.message_push")

LOOK_SECONDS = 1.0
TIMEOUT_SECONDS = 5.0
HEADERS = {"content-type": "application/json; charset=utf-8"}
AWAY, RECENT = timedelta(hours=48), timedelta(minutes=10)
"""How far back threads are looked at: when a worker starts, and from then on."""


async def run_message_push(house: House, stop: asyncio.Event) -> None:
    """Until `stop` is set, finishing what was begun. What was written while no worker ran comes first."""
    since = AWAY
    while not stop.is_set():
        if await push_due(house, since):
            continue
        since = RECENT
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


async def push_due(house: House, since: timedelta = AWAY) -> int:
    """One thing of each thread that has some; returns how many were taken by their servers."""
    now = house.clock.now()
    async with house.database.write() as session:
        newest = await answered_since(session, now - since)
        leased = await program_threads.lease_due(session, newest, now=now)
        pushes = await message_push.answering(session, {one.appid for one in leased})
    return sum(await asyncio.gather(*(_push_one(house, one, pushes.get(one.appid)) for one in leased)))


async def _push_one(house: House, one: Thread, push: MessagePush | None) -> bool:
    """True when its server has taken it. A program without one is told nothing, then or later."""
    came = one.came_from is not None
    async with house.database.read() as session:
        openid = await openids.find_openid(session, one.person_id, one.appid)
        # The number before the message: what is written in between is told in the next round.
        last = await last_number(session, one.conversation_id)
        message = await written_after(session, one.conversation_id, one.person_id, one.told_seq)
    if push is None or openid is None or (message is None and not came):
        await _settle(house, one, seq=last, came=came)
        return False
    told = {"ToUserName": one.appid, "FromUserName": openid}
    told |= _entering(house, one) if came else _words(message)
    seq = None if came or message is None else message.seq
    if await _send(house, push, openid, told):
        await _settle(house, one, seq=seq, came=came)
        return True
    if one.tries + 1 >= TRIES_MAX:
        log.warning("message_push_given_up", appid=one.appid)
        await _settle(house, one, seq=seq, came=came)
        return False
    async with house.database.write() as session:
        await program_threads.try_again(session, one, now=house.clock.now())
    return False


async def _settle(house: House, one: Thread, *, seq: int | None, came: bool) -> None:
    async with house.database.write() as session:
        await program_threads.told(session, one, seq=seq, came=came, now=house.clock.now())


async def _send(house: House, push: MessagePush, openid: str, told: dict[str, Any]) -> bool:
    now, nonce = house.clock.now(), house.chance.randbytes(5).hex()
    address = signed_address(push, now=now, nonce=nonce, extra={"openid": openid})
    body = json.dumps(told, ensure_ascii=False).encode()
    try:
        reply = await house.http.send("POST", address, headers=HEADERS, body=body, timeout_seconds=TIMEOUT_SECONDS)
    except HttpFailure:
        return False
    return reply.status == 200


def _entering(house: House, one: Thread) -> dict[str, Any]:
    at = one.came_at or house.clock.now()
    return {
        "CreateTime": int(at.timestamp()),
        "MsgType": "event",
        "Event": "user_enter_tempsession",
        "SessionFrom": one.came_from or "",
    }


def _words(message: Message | None) -> dict[str, Any]:
    """Text and cards as the platform says them; of everything else one line that says what it is."""
    assert message is not None, "there is something to tell"
    told: dict[str, Any] = {"CreateTime": int(message.sent_at.timestamp()), "MsgId": message_number(message)}
    body = message.body
    if message.kind in ("program", "product"):
        page = {"MsgType": "miniprogrampage", "Title": body["title"], "AppId": body["appid"], "PagePath": body["path"]}
        return told | page | {"ThumbUrl": "", "ThumbMediaId": ""}
    text = (
        body["text"] if message.kind == "text" else line_of(message.kind, body, None, Reader("", {}, say=sayer("en")))
    )
    return told | {"MsgType": "text", "Content": text}
