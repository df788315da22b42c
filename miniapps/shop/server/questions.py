"""What people ask in chat: the host tells us (signed), we answer at once with what we know of the product they look at,
and keep the question for a person of the shop: GET /admin/questions, POST /admin/questions/{id} {"answer"} with the
program's secret."""

import hmac
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sqlmodel import Field, col, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from wechatpy.exceptions import InvalidSignatureException, WeChatClientException
from wechatpy.utils import check_signature

from miniapps.kit.problems import Problem
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.tables import Product, ShopTable, Variant

LETTERS_MAX = 1_000


class Question(ShopTable, table=True):
    """number: the host's own of the message, so that one told twice is kept once. answer: "" for none yet."""

    __tablename__ = "questions"  # pyright: ignore[reportAssignmentType]

    number: int = Field(primary_key=True)
    openid: str
    text: str
    answer: str = ""


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
            await _say(desk, told["FromUserName"], await _known_of(desk, str(told["PagePath"])))
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


async def answer(request: Request) -> Response:
    """Refuses with question_unknown, answer_late: people are answered within 48 hours."""
    _require_admin(request)
    desk, text = request.app.state.desk, str((await request.json()).get("answer", ""))[:LETTERS_MAX]
    async with desk.database.read() as session:
        found = await session.get(Question, request.path_params["number"])
    if found is None or not text:
        raise Problem(404, "question_unknown", "There is no such question, or no answer.")
    if not await _say(desk, found.openid, text):
        raise Problem(409, "answer_late", "The host takes no answer for this person any more.")
    async with desk.database.write() as session:
        found = await session.get_one(Question, found.number)
        found.answer = text
        session.add(found)
    return JSONResponse({"ok": True})


async def _known_of(desk: Desk, path: str) -> str:
    """What we can say at once about the product on this page."""
    wanted = parse_qs(urlsplit(path).query).get("id", [""])[0]
    async with desk.database.read() as session:
        product = await session.get(Product, wanted)
        rows = (await session.exec(select(Variant).where(Variant.product_id == wanted))).all() if product else []
    if product is None:
        return "What would you like to know?"
    there = [f"{one.label}: {one.stock}" for one in rows if one.stock]
    stock = f"In stock: {', '.join(there)}." if there else "It is sold out at the moment."
    return f"{product.name}. {product.blurb} {stock} What would you like to know?"


async def _keep(desk: Desk, told: dict[str, Any]) -> None:
    async with desk.database.write() as session:
        if await session.get(Question, int(told["MsgId"])):
            return
        text = str(told["Content"])[:LETTERS_MAX]
        session.add(Question(number=int(told["MsgId"]), openid=str(told["FromUserName"]), text=text))


async def _say(desk: Desk, openid: str, text: str) -> bool:
    """False when the host takes it no more."""
    try:
        await run_in_threadpool(desk.host.message.send_text, openid, text)
    except WeChatClientException:
        return False
    return True


def _require_admin(request: Request) -> None:
    wanted = "Bearer " + request.app.state.desk.settings.appsecret
    if not hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode()):
        raise Problem(401, "admin_only", "This needs the program's secret.")


ROUTES = [
    Route("/wx", heard, methods=["GET", "POST"]),
    Route("/admin/questions", questions),
    Route("/admin/questions/{number:int}", answer, methods=["POST"]),
]
