"""The socket /live: the client says which event it saw last, gets the rest, then what happens, as it happens. Leans on
flows/follow_events for the frames (their shapes: superapp/realtime/frames.py) and on the hub for waking up. The
middleware has read the session's cookie and refused foreign origins before this runs."""

import asyncio
from contextlib import suppress

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from superapp.base.errors import ensure
from superapp.flows import follow_events
from superapp.flows.follow_events import Ask, News
from superapp.house import House
from superapp.realtime.frames import CaughtUp, Typing, encode, read_hello
from superapp.realtime.hub import Wake
from superapp.web.open_pages import OpenPages
from superapp.web.visitor import Person, visit_of, visitor
from wallet.together import Together

HELLO_SECONDS = 10.0
RECHECK_SECONDS = 30.0  # a lost wake-up, or a session that ran out, is noticed by then
SIGNED_OUT, PROTOCOL = 4401, 1008


async def live(socket: WebSocket) -> None:
    await socket.accept()  # a browser learns the reason only from a socket that was open
    found = visitor(socket)
    if not found:
        await _show_out(socket, SIGNED_OUT)
        return
    try:
        hello = read_hello(await asyncio.wait_for(socket.receive_text(), HELLO_SECONDS))
    except (TimeoutError, WebSocketDisconnect, KeyError):
        hello = None
    if hello is None:
        await _show_out(socket, PROTOCOL)
        return
    sending = asyncio.create_task(_send_events(socket, found.person, hello.after))
    listening = asyncio.create_task(_until_gone(socket))
    async with _pages_of(socket).opened(found.person.id):
        try:
            await asyncio.wait({sending, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, listening):
                task.cancel()
            outcomes = await asyncio.gather(sending, listening, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, (WebSocketDisconnect, RuntimeError)):
            raise outcome


async def _send_events(socket: WebSocket, person: Person, seen: int) -> None:
    house: House = socket.app.state.house
    token, news = visit_of(socket).secret, _news_of(socket)
    async with house.hub.listen(person.id) as wake:
        # A socket may go at any moment; a read that is cancelled on its way takes its connection along, and after a few
        # dozen of them nobody gets one any more. So it ends by itself, as those of `news` do.
        if reset := await asyncio.shield(asyncio.ensure_future(follow_events.must_reset(house, person, seen))):
            await socket.send_text(encode(reset))
            return await socket.close()
        is_caught_up = False
        while True:
            wake.clear()  # before reading: what is committed from here on wakes us again
            # The session is read every time anew: a device that was signed out must not hear one more message.
            told = await news.do(Ask(token, person.id, seen))
            if told is None:
                return await socket.close(SIGNED_OUT)
            for seq, text in told.frames:
                ensure(seq == seen + 1, "events have no gap", seen=seen, next=seq)
                await socket.send_text(text)
                seen = seq
            wake.seen = seen
            if not told.is_all:
                continue
            if not is_caught_up:
                is_caught_up = True
                await socket.send_text(encode(CaughtUp(seen)))
            with suppress(TimeoutError):
                async with asyncio.timeout(RECHECK_SECONDS):
                    await _until_news(socket, wake)


async def _until_news(socket: WebSocket, wake: Wake) -> None:
    """Whispers are passed on at once; they ask nothing of the database."""
    while not wake.is_news:
        wake.clear()
        while wake.whispers:
            conversation_id, person_id = wake.whispers.popleft()
            await socket.send_text(encode(Typing(conversation_id, person_id)))
        await wake.wait()


def _news_of(socket: WebSocket) -> Together[Ask, News | None]:
    """The app's one; made at its first call. Sockets that wake together are read for together, and while one batch is
    read the next one fills. A question put after a wake-up joins a read that begins after it."""
    state = socket.app.state
    if not hasattr(state, "live_news"):
        house: House = state.house
        state.live_news = Together[Ask, News | None](lambda asks: follow_events.news_for(house, asks))
    return state.live_news


def _pages_of(socket: WebSocket) -> OpenPages:
    """The app's one; made at its first call."""
    state = socket.app.state
    if not hasattr(state, "open_pages"):
        state.open_pages = OpenPages(state.house)
    return state.open_pages


async def _show_out(socket: WebSocket, code: int) -> None:
    with suppress(RuntimeError, WebSocketDisconnect):  # it has gone already
        await socket.close(code)


async def _until_gone(socket: WebSocket) -> None:
    """After its hello a client has nothing to say."""
    if (await socket.receive())["type"] == "websocket.receive":  # text or bytes
        await _show_out(socket, PROTOCOL)


routes: list[BaseRoute] = [WebSocketRoute("/live", live)]
