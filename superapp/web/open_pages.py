"""Which pages this process has open, told to the other processes through the database: all of them together, every half
a minute, so that thousands of open pages are a handful of queries and not thousands. Leans on flows/follow_events;
superapp/web/live.py opens a page for each socket."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog

from superapp.flows import follow_events
from superapp.house import House
from wallet.ids import new_id
from wallet.together import Together

log = structlog.get_logger("superapp.web.open_pages")
PAGES_AT_ONCE = 500


class OpenPages:
    """One per app. pages: page id -> whose; told: those that stand in the database. Telling again goes on for as long
    as there is a page."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._pages: dict[str, str] = {}
        self._told: set[str] = set()
        self._renewing: asyncio.Task[None] | None = None
        self._new = Together[str, None](self._tell)

    @asynccontextmanager
    async def opened(self, person_id: str) -> AsyncIterator[None]:
        """The page is open within the block. Whoever enters does not wait until it is told."""
        page_id = new_id("pag", self._house.clock.now(), self._house.chance)
        self._pages[page_id] = person_id
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew())
        telling = asyncio.create_task(self._new.do(page_id))
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            del self._pages[page_id]
            if not self._pages:
                self._rest()
            if page_id in self._told:
                self._told.discard(page_id)
                await follow_events.page_closed(self._house, page_id)

    def _rest(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            self._renewing = None

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(follow_events.PAGE_SEEN_SECONDS)
            every = list(self._pages)
            for first in range(0, len(every), PAGES_AT_ONCE):
                # Cancelled when the last page goes; what was begun is finished, or its connection would be lost.
                await asyncio.shield(asyncio.ensure_future(self._tell(every[first : first + PAGES_AT_ONCE])))

    async def _tell(self, page_ids: Sequence[str]) -> Sequence[None]:
        """A failure costs no page its socket: it only means a notification too many, until the next round."""
        pages = {one: self._pages[one] for one in page_ids if one in self._pages}
        try:
            self._told |= await follow_events.pages_seen(self._house, pages) if pages else set()
        except Exception:
            log.exception("pages_not_told", pages=len(pages))
        # Closed meanwhile: its row is deleted by whoever closes it only when it was told before.
        for gone in [one for one in pages if one not in self._pages and one in self._told]:
            self._told.discard(gone)
            await follow_events.page_closed(self._house, gone)
        return [None] * len(page_ids)
