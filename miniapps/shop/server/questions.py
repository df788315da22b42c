"""What people ask in chat: the host tells us (signed), we answer at once with what we know of the product they look at,
and keep the question for whoever sells it: at the sellers' desk, or at GET /admin/questions and POST
/admin/questions/{id} {"answer"} with the program's secret."""

import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.exceptions import InvalidSignatureException, WeChatClientException
from wechatpy.utils import check_signature

from miniapps.kit.problems import Problem
from miniapps.shop.server.catalogue import sellers_of
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import Product, ShopTable, Variant
from miniapps.shop.server.words import say

LETTERS_MAX = 1_000


class Question(ShopTable, table=True):
    """number: the host's own of the message, so that one told twice is kept once; it tells no order. answer: ""
    for none yet. asked_at, answered_at: to the millisecond; "" for not yet, or for before they were written down."""

    __tablename__ = "questions"  # pyright: ignore[reportAssignmentType]

    number: int = Field(primary_key=True)
    openid: str
    text: str
    answer: str = ""
    asked_at: str = ""
    answered_at: str = ""


class Topic(ShopTable, table=True):
    """The product somebody looked at when they wrote to us last."""

    __tablename__ = "topics"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    product_id: str


class QuestionTopic(ShopTable, table=True):
    """What a question is about; one without is for the shop itself."""

    __tablename__ = "question_topics"  # pyright: ignore[reportAssignmentType]

    number: int = Field(primary_key=True)
    product_id: str
    seller: str


async def heard(request: Request) -> Response:
    """GET: the host checks that we are there. POST: somebody wrote."""
    desk: Desk = request.app.state.desk
    query = request.query_params
    try:
        check_signature(
            desk.settings.push_token, query.get("signature", ""), query.get("timestamp", ""), query.get("nonce", "")
        )
    except InvalidSignatureException as error:
        raise Problem(403, "not_the_host", "This did not come from the host.") from error
    if request.method == "GET":
        return PlainTextResponse(query.get("echostr", ""))
    told: dict[str, Any] = json.loads(await request.body())
    match told["MsgType"]:
        case "miniprogrampage":
            await _say(desk, told["FromUserName"], await _known_of(desk, told["FromUserName"], str(told["PagePath"])))
        case "text":
            await _keep(desk, told)
        case _:
            pass
    return PlainTextResponse("success")


async def questions(request: Request) -> Response:
    _require_admin(request)
    async with request.app.state.desk.database.read() as session:
        rows = await session.exec(select(Question).where(Question.answer == "").order_by(col(Question.number)))
        return JSONResponse({"questions": [one.model_dump() for one in rows]})


async def answer_as_admin(request: Request) -> Response:
    _require_admin(request)
    text = str((await request.json()).get("answer", ""))
    await answer(request.app.state.desk, request.path_params["number"], text)
    return JSONResponse({"ok": True})


async def answer(desk: Desk, number: int, text: str, *, seller: str | None = None) -> None:
    """seller: who answers, "" the shop itself, None whoever runs it. Refuses with question_unknown, answer_late: people
    are answered within 48 hours."""
    text = text[:LETTERS_MAX]
    async with desk.database.read() as session:
        found, topic = await session.get(Question, number), await session.get(QuestionTopic, number)
    if found is None or not text or seller not in (None, topic.seller if topic else ""):
        raise Problem(404, "question_unknown", "There is no such question, or no answer.")
    if not await _say(desk, found.openid, text):
        raise Problem(409, "answer_late", "The host takes no answer for this person any more.")
    async with desk.database.write() as session:
        found = await session.get_one(Question, found.number)
        found.answer, found.answered_at = text, _moment(desk.now())
        session.add(found)


async def look_at(session: AsyncSession, openid: str, product_id: str) -> None:
    """What they write next is about this product."""
    topic = await session.get(Topic, openid) or Topic(openid=openid, product_id="")
    topic.product_id = product_id
    session.add(topic)


async def _known_of(desk: Desk, openid: str, path: str) -> str:
    """What we can say at once about the product on this page, in the person's language."""
    wanted = parse_qs(urlsplit(path).query).get("id", [""])[0]
    async with desk.database.write() as session:
        language = await language_of(session, openid)
        product = await session.get(Product, wanted)
        rows = (await session.exec(select(Variant).where(Variant.product_id == wanted))).all() if product else []
        if product:
            await look_at(session, openid, wanted)
    asked = say(language, "what_to_know")
    if product is None:
        return asked
    there = [f"{NAMES.say(language, one.label)}: {one.stock}" for one in rows if one.stock]
    stock = say(language, "in_stock", ", ".join(there)) if there else say(language, "sold_out")
    return f"{NAMES.say(language, product.name)}. {NAMES.say(language, product.blurb)} {stock} {asked}"


async def _keep(desk: Desk, told: dict[str, Any]) -> None:
    async with desk.database.write() as session:
        if await session.get(Question, int(told["MsgId"])):
            return
        text = str(told["Content"])[:LETTERS_MAX]
        question = Question(
            number=int(told["MsgId"]), openid=str(told["FromUserName"]), text=text, asked_at=_moment(desk.now())
        )
        session.add(question)
        topic = await session.get(Topic, question.openid)
        if topic:
            seller = (await sellers_of(session, [topic.product_id])).get(topic.product_id, "")
            session.add(QuestionTopic(number=question.number, product_id=topic.product_id, seller=seller))


async def _say(desk: Desk, openid: str, text: str) -> bool:
    """False when the host takes it no more."""
    try:
        await run_in_threadpool(desk.host.message.send_text, openid, text)
    except WeChatClientException:
        return False
    return True


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds")


def _require_admin(request: Request) -> None:
    wanted = "Bearer " + request.app.state.desk.settings.appsecret
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode()):
        raise Problem(401, "admin_only", "This needs the program's secret.")


ROUTES = [
    Route("/wx", heard, methods=["GET", "POST"]),
    Route("/admin/questions", questions),
    Route("/admin/questions/{number:int}", answer_as_admin, methods=["POST"]),
]
