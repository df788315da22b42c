"""What stands behind the links of messages. Three steps that superapp/chores repeats: `fetch_due` asks for pages that
wait, `tell` says so to whoever has the message open, `forget_unwanted` lets go of what no message names any more. And
people look at a preview's picture, or remove the preview from their message; web/pages/previews calls that.

The other server is asked once for everybody, without a cookie and under our own name, through the host's SafeHttp: each
step of a redirect is resolved and checked like the first. Nothing of its answer reaches a browser but plain letters and
a picture drawn anew."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import structlog

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat import changes, previews
from superapp.chat.conversations import members_of, require_member
from superapp.chat.messages import some_messages
from superapp.chat.page_facts import PageFacts, read_page
from superapp.chat.previews import Due, Preview, preview_blob
from superapp.chat.views import View, gather
from superapp.house import House
from superapp.readers import reader_for
from superapp.storage.pictures import PictureRefused, make_small
from wallet.ids import new_id
from wallet.ports import HttpFailure

log = structlog.get_logger("superapp.previews")

LOOK_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
"""For a page with all its redirects; once more for its picture."""
REDIRECTS_MAX = 3
PAGE_BYTES_MAX = 512 * 1024
PICTURE_BYTES_MAX = 4 * 1024 * 1024
PICTURE_SIDE_MIN = 48  # what is smaller counts visits and shows nothing
FORGOTTEN_PER_ROUND = 100
USER_AGENT = "superapp-preview/1"
PAGES = frozenset({"text/html", "application/xhtml+xml"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class _Answer:
    """address: where it came from in the end."""

    address: str
    content_type: str
    body: bytes


async def run_previews(house: House, stop: asyncio.Event) -> None:
    """Until `stop` is set, finishing what was begun."""
    while not stop.is_set():
        if house.settings.link_previews:
            await fetch_due(house)
        await tell(house)
        try:
            await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue


async def fetch_due(house: House) -> int:
    """Fetch what waits, a few at once; returns how many had something to show."""
    now = house.clock.now()
    async with house.database.read() as session:
        if not await previews.is_due(session, now=now):
            return 0
    async with house.database.write() as session:
        leased = await previews.lease_due(session, now=now)
    return sum(await asyncio.gather(*(_fetch(house, due) for due in leased)))


async def tell(house: House) -> int:
    """A change of every message whose preview is here now; returns how many."""
    async with house.database.read() as session:
        places = await previews.untold(session)
    for conversation_id, seq in places:
        # One conversation at a time: whoever holds people's events must not wait for another conversation.
        async with house.database.write() as session:
            is_new = await changes.tell_preview(session, conversation_id, seq, now=house.clock.now())
            members = (await members_of(session, [conversation_id]))[conversation_id] if is_new else {}
        house.hub.publish(*members)
    return len(places)


async def forget_unwanted(house: House) -> int:
    """Rows removed, with their pictures. An address says what was said: it goes with the last message that has it."""
    now, gone = house.clock.now(), 0
    async with house.database.read() as session:
        found = await previews.unwanted(session, now=now, limit=FORGOTTEN_PER_ROUND)
    for url_hash in found:
        async with house.database.write() as session:
            picture = await previews.forget(session, url_hash, now=now)
        if picture:
            await house.blobs.delete(preview_blob(picture))
        gone += picture is not None
    return gone


async def remove(house: House, person: Person, conversation_id: str, seq: int) -> View:
    """The message without its preview, for good. Raises NotFound, NotYourMessage."""
    async with house.database.write() as session:
        await changes.remove_preview(session, conversation_id, seq, person.id, now=house.clock.now())
        gathered = await gather(session, list((await some_messages(session, {(conversation_id, seq)})).values()))
        view = gathered.views(await reader_for(session, person, gathered.people))[0]
        members = (await members_of(session, [conversation_id]))[conversation_id]
    house.hub.publish(*members)
    return view


async def look_at_picture(house: House, person: Person, conversation_id: str, seq: int, picture: str) -> bytes:
    """WebP. Raises NotFound for whoever cannot read the message, or when this is not its picture; BlobUnknown."""
    place = (conversation_id, seq)
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        messages = list((await some_messages(session, {place})).values()) if seq > membership.from_seq else []
        preview = (await previews.previews_of(session, messages)).get(place)
    if preview is None or not picture or preview.picture != picture:
        raise NotFound("picture")
    return await house.blobs.get(preview_blob(picture))


async def _fetch(house: House, due: Due) -> bool:
    found: Preview | None = None
    try:
        if due.attempts <= previews.ATTEMPTS_MAX:
            found = await _look_behind(house, due.url)
    # Whatever an answer does to us, it is that link's failure; the others must not wait for it.
    except Exception as error:
        log.info("no_preview", url_hash=due.url_hash, failure=type(error).__name__)
    async with house.database.write() as session:
        is_kept = await previews.settle(session, due, found, now=house.clock.now())
    if found and found.picture and not is_kept:
        await house.blobs.delete(preview_blob(found.picture))
    return found is not None and is_kept


async def _look_behind(house: House, url: str) -> Preview | None:
    """Raises HttpFailure, TimeoutError."""
    page = await _ask(house, url, PAGES, PAGE_BYTES_MAX, accept="text/html,application/xhtml+xml", is_part_enough=True)
    facts = await asyncio.to_thread(read_page, page.body, page.content_type, page.address)
    if facts is None:
        return None
    picture, width, height = await _picture(house, facts)
    return Preview(url, facts.title, facts.description, facts.site, picture, width, height)


async def _picture(house: House, facts: PageFacts) -> tuple[str, int, int]:
    """Its id and size; "" when the page has none that can be shown."""
    if not facts.picture:
        return "", 0, 0
    try:
        answer = await _ask(house, facts.picture, None, PICTURE_BYTES_MAX, accept="image/*")
        made = await make_small(answer.body)
    except (HttpFailure, TimeoutError, PictureRefused):
        return "", 0, 0
    if min(made.width, made.height) < PICTURE_SIDE_MIN:
        return "", 0, 0
    picture = new_id("lnk", house.clock.now(), house.chance)
    await house.blobs.put(preview_blob(picture), made.content)
    return picture, made.width, made.height


async def _ask(
    house: House, url: str, types: frozenset[str] | None, bytes_max: int, *, accept: str, is_part_enough: bool = False
) -> _Answer:
    """types: what its Content-Type may be; None for whatever the bytes turn out to be. is_part_enough: of what is too
    large the beginning is taken, where a page says what it is. Raises HttpFailure, TimeoutError."""
    headers = {"User-Agent": USER_AGENT, "Accept": accept}
    async with asyncio.timeout(TIMEOUT_SECONDS):
        for _ in range(REDIRECTS_MAX + 1):
            async with house.http.stream(
                "GET", url, headers=headers, body=b"", timeout_seconds=TIMEOUT_SECONDS
            ) as answer:
                if answer.status in _REDIRECTS:
                    url = _onwards(url, answer.headers)
                    continue
                content_type = answer.headers.get("content-type", "")
                if answer.status != 200:
                    raise HttpFailure(f"the server answered {answer.status}")
                if types is not None and content_type.partition(";")[0].strip().lower() not in types:
                    raise HttpFailure("not a page")
                body = bytearray()
                async for piece in answer.pieces:
                    body += piece
                    if len(body) > bytes_max and not is_part_enough:
                        raise HttpFailure("the answer is too large")
                    if len(body) >= bytes_max:
                        break
                return _Answer(url, content_type, bytes(body[:bytes_max]))
    raise HttpFailure("leads on and on")


def _onwards(url: str, headers: Mapping[str, str]) -> str:
    """Where a redirect leads; anything but http and https is refused when it is asked."""
    try:
        return urljoin(url, headers.get("location", "")).partition("#")[0]
    except ValueError as error:
        raise HttpFailure("leads nowhere") from error
