"""`/cgi-bin/message/order/send`, our own: a program tells how an order stands, as a card in its thread. One card for
each change the program names, however often it says so: a back end that crashed after its commit says it again. Called
by web/server_api; after the commit the person is woken."""

import hashlib
from dataclasses import dataclass
from typing import Any

from superapp.base.lines import clean_line
from superapp.chat.conversations import lock
from superapp.chat.messages import append, find_by_client_id
from superapp.chat.program_cards import (
    NOTE_LETTERS_MAX,
    STATE_LETTERS_MAX,
    STEP_LETTERS_MAX,
    TITLE_LETTERS_MAX,
    OrderCard,
)
from superapp.chat.service_threads import count_said
from superapp.house import House
from superapp.programs import order_pages, uploads
from superapp.programs.message_errors import MessageArgumentInvalid, OrderNotTheirs, TooManyCards
from superapp.programs.order_pages import OrderPage
from superapp.speaking import bundled_image, card_image, copy_picture, message_number, page_path, speaking
from wallet.payments.payables import Payable, find_done

CARDS_MAX = 40
"""About one order: a back end that loops must not fill somebody's phone."""


@dataclass(frozen=True, slots=True)
class Change:
    """order_id: the program's own name of the order, under which its changes belong together; "" for the number it was
    paid under. change: the program's own name of this change. Texts are shortened, not refused. step: which of `steps`
    it stands at. amount_minor: 0 for none."""

    openid: str
    mchid: str
    out_trade_no: str
    order_id: str
    change: str
    title: str
    state: str
    tone: str
    steps: list[str]
    step: int
    amount_minor: int
    note: str
    page: str
    image: str
    media_id: str


@dataclass(frozen=True, slots=True)
class Told:
    """is_new: False when this change had been told before."""

    number: int
    is_new: bool


async def tell(house: House, access_token: str, change: Change) -> Told:
    """Raises AccessTokenInvalid, OpenidUnknown, OrderNotTheirs, MessageArgumentInvalid, PageUnknown, MediaUnknown,
    TooManyCards, ClientIdReused (this change was told with other words)."""
    now = house.clock.now()
    async with house.database.write() as session:
        to = await speaking(session, house, access_token=access_token, openid=change.openid, now=now)
        if change.media_id:
            await uploads.get(session, to.program.appid, change.media_id, now=now)
    paid = await _paid(house, to.program.appid, change)
    picture = await copy_picture(house, change.media_id, to.thread.id) if change.media_id else ""
    about, name = _names(change)
    async with house.database.write() as session:
        appid = to.program.appid
        path = await page_path(session, appid, change.page)
        image = card_image(to.thread.id, picture) if picture else await bundled_image(session, appid, change.image)
        body = _body(change, appid, to.program.name, paid.currency, path=path, image=image)
        await lock(session, to.thread.id)
        is_new = await find_by_client_id(session, to.thread.id, None, name) is None
        if is_new and await count_said(session, to.thread.id, about) >= CARDS_MAX:
            raise TooManyCards(CARDS_MAX)
        message = await append(session, to.thread.id, None, "order", body, client_id=name, now=now, chance=house.chance)
        if is_new:
            page = OrderPage(appid, path, str(body["state"]))
            await order_pages.put(session, paid.id, to.person.id, page, now=now)
    house.hub.publish(to.person.id)
    return Told(message_number(message), is_new)


async def _paid(house: House, appid: str, change: Change) -> Payable:
    """Only what somebody has paid, or set aside, is news to them: otherwise any program could write to anybody. Raises
    OrderNotTheirs."""
    paid = await find_done(house.wallet, change.mchid, change.out_trade_no)
    if paid is None or paid.appid != appid or paid.payer_openid != change.openid:
        raise OrderNotTheirs
    return paid


def _names(change: Change) -> tuple[str, str]:
    """(what all cards of the order begin with, the name of this one)."""
    about = f"ord:{_digest(change.mchid, change.order_id or change.out_trade_no)}:"
    return about, about + _digest(change.change)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:26]


def _body(change: Change, appid: str, program: str, currency: str, *, path: str, image: str) -> dict[str, Any]:
    title, state = clean_line(change.title)[:TITLE_LETTERS_MAX], clean_line(change.state)[:STATE_LETTERS_MAX]
    for where, words in (("title", title), ("state", state)):
        if not words:
            raise MessageArgumentInvalid(where)
    steps = [clean_line(step)[:STEP_LETTERS_MAX] for step in change.steps]
    if change.step > max(0, len(steps) - 1):
        raise MessageArgumentInvalid("step")
    return OrderCard(
        appid=appid,
        name=program,
        order=clean_line(change.order_id or change.out_trade_no),
        title=title,
        state=state,
        tone=change.tone,
        steps=steps,
        step=change.step,
        amount_minor=change.amount_minor,
        currency=currency,
        note=clean_line(change.note)[:NOTE_LETTERS_MAX],
        image=image,
        path=path,
    ).body()
