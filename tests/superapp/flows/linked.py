"""Two people, a link between them, and a web that answers as told: what tests of previews start from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from superapp.accounts.people import Person
from superapp.chat import previews
from superapp.flows import preview_links, read_chats
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site
from tests.superapp.drawn import drawn
from tests.support import Sent
from wallet.ports import HttpReply

PAGE = b"""<title>The ferry</title><meta property=og:description content="Runs again">
<meta property=og:site_name content="Harbour News"><meta property=og:image content="/ferry.png">"""
URL = "https://news.example/ferry"
HTML = {"content-type": "text/html; charset=utf-8"}


@dataclass
class Scene:
    """Ann and Ben talk; Cleo is somebody else. web: address -> what it answers; anything else is 404."""

    site: Site
    ann: Person
    ben: Person
    cleo: Person
    chat: str
    web: dict[str, HttpReply | Callable[[], HttpReply]] = field(default_factory=dict[str, Any])

    def answer(self, sent: Sent) -> HttpReply:
        found = self.web.get(sent.url, HttpReply(404))
        return found if isinstance(found, HttpReply) else found()

    async def write(self, text: str) -> dict[str, Any]:
        return await send_text(self.site.house, self.ann, self.chat, text)

    async def round(self) -> None:
        await preview_links.fetch_due(self.site.house)
        await preview_links.tell(self.site.house)

    async def shown(self, seq: int = 1) -> dict[str, Any] | None:
        """As Ben's fresh page has it."""
        state = (await read_chats.open_chat(self.site.house, self.ben, self.chat)).state
        return next(one["preview"] for one in state["open"]["messages"] if one["seq"] == seq)

    def asked(self) -> list[str]:
        return [one.url for one in self.site.http.sent]

    async def rows(self) -> int:
        async with self.site.house.database.read() as session:
            return len((await session.exec(select(previews.LinkPreviewRow))).all())


async def open_scene(site: Site) -> Scene:
    """URL is a page with a picture."""
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    scene = Scene(site, ann, ben, cleo, await start_chat(site.house, ann, ben.id))
    scene.web[URL] = HttpReply(200, HTML, PAGE)
    scene.web["https://news.example/ferry.png"] = HttpReply(
        200, {"content-type": "image/png"}, drawn("PNG", (960, 480))
    )
    site.http.answer = scene.answer
    return scene
