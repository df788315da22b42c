"""`/cgi-bin/message/custom/send` and `…/typing`: a program answers a person, within the windows that the person's own
doing opens (superapp/programs/program_threads.py). Called by web/server_api; after the commit the person is woken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.lines import clean_line
from superapp.chat import previews
from superapp.chat.cards import PictureCard, ProgramCard, text_body
from superapp.chat.conversations import lock
from superapp.chat.messages import append
from superapp.chat.program_cards import TITLE_LETTERS_MAX, ProductCard
from superapp.chat.service_threads import count_said, last_written
from superapp.house import House
from superapp.programs import program_threads, uploads
from superapp.programs.message_errors import MessageArgumentInvalid
from superapp.speaking import Speaking, bundled_image, card_image, copy_picture, message_number, page_path, speaking
from wallet.ids import new_id

NAME = "say:"
URL_LENGTH_MAX = 2_000


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the program as a card. media_id: of an uploaded picture, else image: a file of the bundle; or neither.
    amount_minor: 0 for no price; `is_product` says which card it is."""

    title: str
    path: str
    media_id: str = ""
    image: str = ""
    amount_minor: int = 0
    is_product: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """url: of a link, which stands below the words; "" for none."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    media_id: str


async def send(house: House, access_token: str, openid: str, said: Words | Picture | Page) -> int:
    """The message's number. Raises AccessTokenInvalid, OpenidUnknown, ReplyWindowClosed, MessageEmpty, MessageTooLong,
    MediaUnknown, MessageArgumentInvalid, PageUnknown."""
    now = house.clock.now()
    async with house.database.write() as session:
        to = await speaking(session, house, access_token=access_token, openid=openid, now=now)
        await _require_window(session, to, now)
        upload = await _upload(session, to, said, now)
    picture = await copy_picture(house, upload.media_id, to.thread.id) if upload else ""
    async with house.database.write() as session:
        await lock(session, to.thread.id)
        # Others may have spoken while the picture was copied.
        await _require_window(session, to, now)
        kind, body = await _card(session, house, to, said, upload, picture)
        if kind == "text" and house.settings.link_previews:
            await previews.want(session, str(body["text"]), now=now)
        name = NAME + new_id("say", now, house.chance)
        message = await append(session, to.thread.id, None, kind, body, client_id=name, now=now, chance=house.chance)
        if kind == "text":
            await previews.attach(session, to.thread.id, message.seq, str(body["text"]))
    house.hub.publish(to.person.id)
    return message_number(message)


async def tell_typing(house: House, access_token: str, openid: str, command: Literal["Typing", "CancelTyping"]) -> None:
    """Shown for a few seconds on the person's open pages; "CancelTyping" ends by not being repeated.

    Raises AccessTokenInvalid, OpenidUnknown, ReplyWindowClosed.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        to = await speaking(session, house, access_token=access_token, openid=openid, now=now)
        await _require_window(session, to, now)
    if command == "Typing":
        house.hub.whisper([to.person.id], to.thread.id, to.program.appid)


async def _require_window(session: AsyncSession, to: Speaking, now: datetime) -> None:
    """Raises ReplyWindowClosed."""
    wrote = await last_written(session, to.thread.id, to.person.id)
    row = await program_threads.find_thread(session, to.thread.id)
    program_threads.require_window(
        wrote_at=wrote[1] if wrote else None,
        after_writing=await count_said(session, to.thread.id, NAME, after_seq=wrote[0]) if wrote else 0,
        came_at=row.came_at if row else None,
        after_coming=await count_said(session, to.thread.id, NAME, after_seq=row.came_seq) if row else 0,
        now=now,
    )


async def _upload(
    session: AsyncSession, to: Speaking, said: Words | Picture | Page, now: datetime
) -> uploads.Upload | None:
    media_id = "" if isinstance(said, Words) else said.media_id
    if isinstance(said, Page) and not media_id:
        return None
    return None if isinstance(said, Words) else await uploads.get(session, to.program.appid, media_id, now=now)


async def _card(
    session: AsyncSession,
    house: House,
    to: Speaking,
    said: Words | Picture | Page,
    upload: uploads.Upload | None,
    picture: str,
) -> tuple[str, dict[str, Any]]:
    """(kind, body) of the message."""
    match said:
        case Words():
            if said.url and (len(said.url) > URL_LENGTH_MAX or not said.url.startswith(("https://", "http://"))):
                raise MessageArgumentInvalid("link.url")
            return "text", text_body(f"{said.text}\n{said.url}" if said.url else said.text)
        case Picture():
            assert upload, "a picture was found before it was copied"
            return "picture", PictureCard(picture, upload.width, upload.height).body()
        case Page():
            title = clean_line(said.title)[:TITLE_LETTERS_MAX]
            if not title:
                raise MessageArgumentInvalid("title")
            appid, path = to.program.appid, await page_path(session, to.program.appid, said.path)
            image = card_image(to.thread.id, picture) if picture else await bundled_image(session, appid, said.image)
            if not said.is_product:
                return "program", ProgramCard(appid, to.program.name, title, path, image).body()
            currency = house.wallet.settings.currency
            card = ProductCard(appid, to.program.name, title, said.amount_minor, currency, image, path)
            return "product", card.body()
