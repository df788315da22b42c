"""What programs' back ends say to people:

POST /cgi-bin/message/subscribe/send    one message somebody agreed to; proved by wechatpy 1.8.18
POST /cgi-bin/message/subscribe/owed    our own: what a person has agreed to, and how many messages are owed
POST /cgi-bin/message/custom/send       an answer: text, image, link, miniprogrampage, and our own product
POST /cgi-bin/message/custom/typing
POST /cgi-bin/message/order/send        our own: how an order stands, one card for each change

Codes and windows: docs/developers/messages.md; facts/server-api.md, section 1."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from superapp.base.errors import Refusal
from superapp.flows import send_service_message, send_subscribe_message, tell_order
from superapp.web.server_api import answers
from superapp.web.server_api.bodies import Body, Fen, Line, Name, Openid, Value, api, read_body, token_of


class Told(Body):
    value: Value = ""


class SubscribeBody(Body):
    touser: Openid = ""
    template_id: Name = ""
    page: Annotated[str, StringConstraints(max_length=2048)] | None = None
    data: dict[Name, Told] = Field(default_factory=dict[str, Told], max_length=50)
    client_msg_id: Name = ""


class OwedBody(Body):
    touser: Openid = ""


class TextPart(Body):
    content: Annotated[str, StringConstraints(max_length=20_000)] = ""


class ImagePart(Body):
    media_id: Name = ""


class LinkPart(Body):
    title: Line = ""
    description: Line = ""
    url: Annotated[str, StringConstraints(max_length=4000)] = ""


class PagePart(Body):
    """image: ours, a file of the bundle, for those who uploaded no picture."""

    title: Line = ""
    pagepath: Annotated[str, StringConstraints(max_length=2048)] = ""
    thumb_media_id: Name = ""
    image: Line = ""


class ProductPart(PagePart):
    """price: in the smallest unit."""

    price: Fen = 0


class CustomBody(Body):
    touser: Openid = ""
    msgtype: Name = ""
    text: TextPart | None = None
    image: ImagePart | None = None
    link: LinkPart | None = None
    miniprogrampage: PagePart | None = None
    product: ProductPart | None = None


class TypingBody(Body):
    touser: Openid = ""
    command: Literal["Typing", "CancelTyping"]


class OrderKey(Body):
    """As the platform's /wxa/sec/order names an order, by number type 1."""

    mchid: Name = ""
    out_trade_no: Name = ""


class OrderBody(Body):
    touser: Openid = ""
    order_key: OrderKey
    order_id: Name = ""
    change: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    title: Line
    state: Line
    tone: Literal["plain", "busy", "good", "warn", "bad"] = "plain"
    steps: list[Name] = Field(default_factory=list[str], max_length=6)
    step: int = Field(default=0, ge=0, le=5)
    amount: Fen = 0
    note: Line = ""
    page: Annotated[str, StringConstraints(max_length=2048)] = ""
    image: Line = ""
    thumb_media_id: Name = ""


async def subscribe(request: Request) -> Response:
    body = await read_body(request, SubscribeBody, "message")
    data = {keyword: told.value for keyword, told in body.data.items()}
    wanted = send_subscribe_message.Wanted(body.touser, body.template_id, body.page or "", data, body.client_msg_id)
    sent = await send_subscribe_message.send(_house(request), token_of(request), wanted)
    return _ok(msgid=sent.number, remaining=sent.remaining)


async def owed(request: Request) -> Response:
    body = await read_body(request, OwedBody, "message")
    found = await send_subscribe_message.owed(_house(request), token_of(request), body.touser)
    listed = [{"template_id": one.template_id, "choice": one.choice, "remaining": one.credits} for one in found]
    return _ok(templates=listed)


async def custom(request: Request) -> Response:
    body = await read_body(request, CustomBody, "message")
    said = _said(body)
    if said is None:
        return answers.refused(request, answers.BAD_KIND)
    number = await send_service_message.send(_house(request), token_of(request), body.touser, said)
    return _ok(msgid=number)


async def typing(request: Request) -> Response:
    body = await read_body(request, TypingBody, "message")
    try:
        await send_service_message.tell_typing(_house(request), token_of(request), body.touser, body.command)
    except Refusal as refusal:
        if refusal.code == "reply_window_closed":
            return answers.refused(request, answers.TYPING_TOO_LATE)
        raise
    return _ok()


async def order(request: Request) -> Response:
    body = await read_body(request, OrderBody, "message")
    change = tell_order.Change(
        openid=body.touser,
        mchid=body.order_key.mchid,
        out_trade_no=body.order_key.out_trade_no,
        order_id=body.order_id,
        change=body.change,
        title=body.title,
        state=body.state,
        tone=body.tone,
        steps=body.steps,
        step=body.step,
        amount_minor=body.amount,
        note=body.note,
        page=body.page,
        image=body.image,
        media_id=body.thumb_media_id,
    )
    told = await tell_order.tell(_house(request), token_of(request), change)
    return _ok(msgid=told.number, is_new=told.is_new)


def _said(
    body: CustomBody,
) -> send_service_message.Words | send_service_message.Picture | send_service_message.Page | None:
    match body.msgtype:
        case "text" if body.text:
            return send_service_message.Words(body.text.content)
        case "image" if body.image:
            return send_service_message.Picture(body.image.media_id)
        case "link" if body.link:
            words = "\n".join(one for one in (body.link.title, body.link.description) if one)
            return send_service_message.Words(words, body.link.url)
        case "miniprogrampage" if page := body.miniprogrampage:
            return send_service_message.Page(page.title, page.pagepath, page.thumb_media_id, page.image)
        case "product" if page := body.product:
            return send_service_message.Page(
                page.title, page.pagepath, page.thumb_media_id, page.image, page.price, is_product=True
            )
        case _:
            return None


def _ok(**facts: Any) -> Response:
    return answers.answered({"errcode": 0, "errmsg": "ok"} | facts)


def _house(request: Request) -> Any:
    return request.app.state.house


routes: list[BaseRoute] = [
    Route("/cgi-bin/message/subscribe/send", api(subscribe), methods=["POST"]),
    Route("/cgi-bin/message/subscribe/owed", api(owed), methods=["POST"]),
    Route("/cgi-bin/message/custom/send", api(custom), methods=["POST"]),
    Route("/cgi-bin/message/custom/typing", api(typing), methods=["POST"]),
    Route("/cgi-bin/message/order/send", api(order), methods=["POST"]),
]
