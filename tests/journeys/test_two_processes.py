"""Two people talk, each through a process of their own, on one PostgreSQL and one NATS. One process is killed in the
middle of it: its person's page comes back through the other one, and every message is there once."""

import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect
from sqlmodel import col, select

from superapp.accounts.people import create_person
from superapp.accounts.sessions import Device, start_session
from superapp.chat.conversations import direct_conversation
from superapp.chat.messages import MessageRow
from superapp.realtime.events import PersonEventRow
from superapp.storage.database import Database
from tests.hosts import Forwarder, Host, running_hosts
from tests.journeys.shopping import PATIENCE_MS
from tests.nats_server import NatsServer
from tests.postgres import Postgres

pytestmark = [pytest.mark.browser, pytest.mark.postgres, pytest.mark.kill]
RETURN_MS = 3 * PATIENCE_MS  # a page that was away tries again after a pause that grows


@dataclass
class Installation:
    hosts: list[Host]
    database_url: str


@pytest.fixture
def installation(tmp_path: Path, postgres: Postgres) -> Iterator[Installation]:
    url, broker = postgres.create_database("two_processes"), NatsServer().start()
    try:
        with running_hosts(2, tmp_path, url, broker.url) as hosts:
            yield Installation(hosts, url)
    finally:
        broker.stop()


@dataclass
class Couple:
    database: Database
    chat: str
    people: list[str]
    tokens: list[str]


@pytest_asyncio.fixture(loop_scope="session")
async def couple(installation: Installation) -> AsyncIterator[Couple]:
    database, now, chance = Database(installation.database_url, schema="superapp"), datetime.now(UTC), random.Random(5)
    people, tokens = list[str](), list[str]()
    async with database.write() as session:
        for name in ("Ann Rivers", "Ben Okafor"):
            person = await create_person(session, name, now=now, chance=chance)
            device = Device("Chrome", "127.0.0.1")
            new = await start_session(session, person.id, device, method="password", days=1, now=now, chance=chance)
            people.append(person.id)
            tokens.append(new.token)
        chat = (await direct_conversation(session, *people, now=now, chance=chance)).id
    yield Couple(database, chat, people, tokens)
    await database.close()


async def page_of(browser: Browser, url: str, token: str, chat: str) -> Page:
    context = await browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    await context.add_cookies([{"name": "sa_session", "value": token, "url": url}])
    page = await context.new_page()
    await page.goto(f"{url}/chats/{chat}")
    return page


async def write(page: Page, *texts: str) -> None:
    for text in texts:
        await page.get_by_role("textbox", name="Message to").fill(text)
        await page.keyboard.press("Enter")
        await expect(page.locator(".message[data-mine] .bubble").filter(has_text=text)).to_be_visible()


async def shown(page: Page, texts: list[str], timeout: int = PATIENCE_MS) -> None:
    """All of them sent, each once, in this order."""
    await expect(page.locator(".message[data-state=sent] .bubble")).to_have_text(texts, timeout=timeout)
    await expect(page.locator(".message:not([data-state=sent])")).to_have_count(0, timeout=timeout)


async def test_a_killed_process_costs_no_message_and_doubles_none(
    browser: Browser, installation: Installation, couple: Couple
) -> None:
    one, other = installation.hosts
    async with Forwarder(one.port) as to_ann, Forwarder(other.port) as to_ben:
        ann = await page_of(browser, to_ann.url, couple.tokens[0], couple.chat)
        ben = await page_of(browser, to_ben.url, couple.tokens[1], couple.chat)
        said = list[str]()
        for number in range(3):
            for page, name in ((ann, "Ann"), (ben, "Ben")):
                said.append(f"{name} says {number}")
                await write(page, said[-1])
                await shown(ann, said)
                await shown(ben, said)

        # In the middle of it: his process may or may not have stored what is on its way when it dies.
        await write(ben, "on its way 1", "on its way 2")
        other.kill()
        await write(ben, "nobody answers 1", "nobody answers 2")
        await expect(ben.locator(".message[data-state=sending]").last).to_be_visible()
        await write(ann, "are you there?")
        await expect(ann.locator(".message[data-state=sent]").filter(has_text="are you there?")).to_be_visible()
        to_ben.target = one.port

        await expect(ben.locator(".bubble").filter(has_text="are you there?")).to_be_visible(timeout=RETURN_MS)
        await expect(ben.locator(".message:not([data-state=sent])")).to_have_count(0, timeout=RETURN_MS)
        await expect(ann.locator(".bubble").filter(has_text="nobody answers 2")).to_be_visible(timeout=RETURN_MS)
        rows = await stored(couple)
        assert sorted(rows) == sorted(
            [*said, "on its way 1", "on its way 2", "nobody answers 1", "nobody answers 2", "are you there?"]
        )
        assert [text for text in rows if text.startswith(("on its way", "nobody"))] == [
            "on its way 1",
            "on its way 2",
            "nobody answers 1",
            "nobody answers 2",
        ]
        await shown(ben, rows)
        await shown(ann, rows)

        # And on they talk, both through the one that is left.
        await write(ben, "here I am")
        await shown(ann, [*rows, "here I am"])
        await ben.reload()
        await shown(ben, [*rows, "here I am"])
    await no_gaps(couple)


async def stored(couple: Couple) -> list[str]:
    """The texts of the conversation, in order; its numbers have no gap."""
    async with couple.database.read() as session:
        found = await session.exec(
            select(MessageRow).where(MessageRow.conversation_id == couple.chat).order_by(col(MessageRow.seq))
        )
        rows = found.all()
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [row.body["text"] for row in rows]


async def no_gaps(couple: Couple) -> None:
    for person_id in couple.people:
        async with couple.database.read() as session:
            found = await session.exec(
                select(PersonEventRow.seq)
                .where(PersonEventRow.person_id == person_id)
                .order_by(col(PersonEventRow.seq))
            )
            numbers = list(found.all())
        assert numbers == list(range(1, len(numbers) + 1))
