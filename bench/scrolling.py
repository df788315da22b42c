"""A conversation of 100,000 messages, scrolled upwards in a real browser as fast as its pages arrive: how long each
frame took, how many elements there are, how many messages were passed. `python -m bench scrolling` writes the section;
with `--seconds 300` it comes to the beginning on a quiet machine."""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page
from sqlalchemy import insert, update
from sqlmodel import col

from bench.harness import Table
from superapp.accounts.people import Person
from superapp.chat.conversations import ConversationRow
from superapp.chat.messages import MessageRow
from superapp.flows.mark_read import mark_read
from superapp.flows.start_chat import start_chat
from tests.browser import browser_alone
from tests.superapp.conftest import Site
from tests.superapp.serving import served, session_of

TITLE = "A long conversation"
MESSAGES, FEW = 100_000, 200
SECONDS_MIN, LONG_FRAME_MS = 30.0, 50
SIZES = (("phone", 390, 844), ("desk", 1280, 800))
WORDS = (
    "See you at the ferry",
    "Yes",
    "I bring bread, and the lantern from the old bridge",
    "When does it leave? At nine?",
)

# A step of 400 px in each frame, as a quick thumb scrolls; what is measured is the time between two frames.
_SCROLL = """async (seconds) => {
  const thread = document.querySelector('.thread');
  const frames = [];
  let first = Infinity, most = 0, before = performance.now();
  const end = before + seconds * 1000;
  while (performance.now() < end && first > 1) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
    thread.scrollTop -= 400;
    if (frames.length % 20 === 0) {
      most = Math.max(most, document.getElementsByTagName('*').length);
      first = Number(document.querySelector('.message[data-seq]')?.dataset.seq ?? first);
    }
  }
  return { frames, first, most };
}"""


@dataclass(frozen=True)
class Scrolled:
    """frames: milliseconds each; first: number of the oldest message drawn; most: elements at once."""

    frames: list[float]
    first: int
    most: int


async def run(seconds: float) -> list[Table]:
    seconds = max(seconds, SECONDS_MIN)
    table = Table(
        f"Upwards through {MESSAGES:,} messages",
        (
            *("conversation", "window", "frames", "p50 ms", "p99 ms", f"over {LONG_FRAME_MS} ms", "longest ms"),
            *("passed", "elements at most"),
        ),
        note=f"One step of 400 px in each frame for {seconds:.0f} s; older messages are asked for on the way. Server"
        " and browser, which draws without a graphics card, share the cores. The short conversation is scrolled to its"
        " beginning.",
    )
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as (site, address), browser_alone() as browser:
            ann = await site.person("Ann")
            for count in (FEW, MESSAGES):
                chat = await conversation(site, ann, count)
                for name, width, height in SIZES:
                    context = await browser.new_context(viewport={"width": width, "height": height})
                    cookie: Any = {"name": "sa_session", "value": await session_of(site, ann), "url": address}
                    await context.add_cookies([cookie])
                    page = await context.new_page()
                    await page.goto(f"{address}/chats/{chat}")
                    table.add(f"{count:,} messages", name, *_cells(await scrolled(page, seconds), count))
                    await context.close()
    return [table]


async def scrolled(page: Page, seconds: float) -> Scrolled:
    await page.locator(".message").last.wait_for()
    return Scrolled(**await page.evaluate(_SCROLL, seconds))


async def conversation(site: Site, ann: Person, count: int) -> str:
    """Of Ann and somebody new, written straight into the tables; nobody has to be told."""
    ben = await site.person(f"Ben {count}")
    chat = await start_chat(site.house, ann, ben.id)
    begun = site.clock.now() - timedelta(minutes=count)
    rows: list[dict[str, Any]] = [
        {
            "conversation_id": chat,
            "seq": seq,
            "id": f"msg_{chat[4:]}{seq}",
            "sender_id": (ann, ben)[seq // 3 % 2].id,
            "kind": "text",
            "body": {"text": f"{WORDS[seq % len(WORDS)]} {seq}"},
            "sent_at": begun + timedelta(minutes=seq),
            "revision": 0,
            "words": "",
            "is_forwarded": False,
        }
        for seq in range(1, count + 1)
    ]
    async with site.house.database.write() as session:
        for first in range(0, count, 5_000):
            await session.execute(insert(MessageRow), rows[first : first + 5_000])
        moved = update(ConversationRow).where(col(ConversationRow.id) == chat)
        await session.execute(moved.values(last_seq=count, last_message_at=begun + timedelta(minutes=count)))
    await mark_read(site.house, ann, chat, count)  # much unread would open where it begins
    return chat


def _cells(found: Scrolled, count: int) -> tuple[str, ...]:
    frames = sorted(found.frames)
    at = [frames[min(len(frames) - 1, int(len(frames) * share))] for share in (0.5, 0.99)]
    late = sum(one > LONG_FRAME_MS for one in frames)
    return (
        *(
            f"{len(frames):,}",
            f"{at[0]:.0f}",
            f"{at[1]:.0f}",
            f"{late} ({late / len(frames):.1%})",
            f"{frames[-1]:.0f}",
        ),
        *(f"{count - found.first + 1:,}", f"{found.most:,}"),
    )
