"""Many sockets are read for at once: each gets exactly its own, and a crowd costs no more queries than one."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import event

from superapp.accounts.people import Person
from superapp.accounts.sessions import resolve
from superapp.flows.follow_events import Ask, News, news_for, next_events
from superapp.flows.manage_group import create
from superapp.flows.manage_sessions import end_others
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from superapp.realtime import frames
from superapp.realtime.events import last_event
from tests.superapp.conftest import Site
from tests.superapp.serving import session_of


def said(news: News | None) -> list[Any]:
    assert news is not None
    return [frame["message"]["body"]["text"] for _, text in news.frames if (frame := json.loads(text))["message"]]


async def asks_of(site: Site, people: list[Person], after: int = 0) -> list[Ask]:
    return [Ask(await session_of(site, person), person.id, after) for person in people]


async def test_each_socket_gets_its_own_in_the_order_of_the_questions(both_sites: Site) -> None:
    site = both_sites
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    await send_text(site.house, ann, await start_chat(site.house, ann, ben.id), "for Ben")
    await send_text(site.house, ann, await start_chat(site.house, ann, cleo.id), "for Cleo")

    asks = await asks_of(site, [cleo, ben, ann, ben])
    news = await news_for(site.house, [*asks, Ask(asks[1].token, ben.id, 1)])

    assert [said(one) for one in news] == [["for Cleo"], ["for Ben"], ["for Ben", "for Cleo"], ["for Ben"], []]
    for ask, one in zip(asks, news, strict=False):
        person = next(who for who in (ann, ben, cleo) if who.id == ask.person_id)
        alone = [frames.encode(frame) for frame in await next_events(site.house, person, 0)]
        assert one is not None
        assert [text for _, text in one.frames] == alone


async def test_an_ended_session_a_strangers_and_no_session_hear_nothing_beside_one_that_lives(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat(site.house, ann, ben.id)
    ended, kept = await session_of(site, ben), await site.signed_in(ben)
    anns = await session_of(site, ann)
    async with site.house.database.read() as session:
        (living,) = (await resolve(session, [kept.cookies["sa_session"]], now=site.clock.now())).values()
    await end_others(site.house, ben, kept=living.id)
    await send_text(site.house, ann, chat, "after the end")

    tokens = [ended, kept.cookies["sa_session"], anns, "", "nobody's"]
    news = await news_for(site.house, [Ask(token, ben.id, 0) for token in tokens])

    assert [one and said(one) for one in news] == [None, ["after the end"], None, None, None]


async def test_a_message_to_forty_people_costs_no_more_queries_than_to_two(both_sites: Site) -> None:
    site = both_sites
    people = [await site.person(f"Person {number}") for number in range(40)]
    for one in people[1:]:
        await site.befriend(people[0], one)
    async with site.house.database.read() as session:
        heads = [await last_event(session, one.id) for one in people]
    group = await create(site.house, people[0], "Everybody", [one.id for one in people[1:]])
    await send_text(site.house, people[0], group, "good morning")
    asks = [replace(ask, after=head) for ask, head in zip(await asks_of(site, people), heads, strict=True)]

    few = await statements(site, lambda: news_for(site.house, asks[:2]))
    many = await statements(site, lambda: news_for(site.house, asks))
    written = await statements(site, lambda: send_text(site.house, people[0], group, "and good night"))

    assert many == few
    # Of 40 people whatever number of them: docs/decisions/0036-deliveries.md.
    assert many <= 9
    assert written <= 13


async def test_a_long_absence_is_read_in_parts(both_sites: Site, monkeypatch: Any) -> None:
    site = both_sites
    monkeypatch.setattr("superapp.flows.follow_events.EVENTS_PER_BATCH", 6)
    ann, ben = await site.person("Ann"), await site.person("Ben")
    chat = await start_chat(site.house, ann, ben.id)
    for number in range(5):
        await send_text(site.house, ann, chat, f"{number}")
    asks, heard = await asks_of(site, [ben, ann]), list[Any]()
    while True:
        first, _ = await news_for(site.house, asks)
        heard += said(first)
        assert first is not None
        if first.is_all:
            break
        asks[0] = Ask(asks[0].token, ben.id, first.frames[-1][0])

    assert heard == ["0", "1", "2", "3", "4"]


async def test_hearing_counts_as_using_the_session(both_sites: Site) -> None:
    site = both_sites
    ann = await site.person("Ann")
    asks = await asks_of(site, [ann])
    for _ in range(3):
        site.clock.travel(days=site.house.settings.session_days - 1)
        assert await news_for(site.house, asks) == [News([], True)]

    site.clock.travel(days=site.house.settings.session_days + 1)
    assert await news_for(site.house, asks) == [None]


async def statements(site: Site, work: Callable[[], Awaitable[object]]) -> int:
    said: list[str] = []
    asking = asyncio.current_task()

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if asyncio.current_task() is asking:  # the site's own chores read as well
            said.append(statement)

    engine = site.house.database._readers.sync_engine  # pyright: ignore[reportPrivateUsage]
    event.listen(engine, "before_cursor_execute", note)
    try:
        await work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(said)
