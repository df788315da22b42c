"""The HTTP face for the program people buy with: parse, ask, answer JSON."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from wechatpy import WeChatClientException

from miniapps.kit.forms import read_form
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem
from miniapps.shop.server import (
    catalogue,
    coupons,
    forms,
    pictures,
    questions,
    returns,
    reviews,
    shown_baskets,
    suggestions,
    threads,
    turns,
    views,
    wishes,
)
from miniapps.shop.server.customers import known_customer, require_customer, sign_in
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.orders import Wanted, short_of
from miniapps.shop.server.search import Narrowed


def desk_of(request: Request) -> Desk:
    return request.app.state.desk


async def _buyer(request: Request) -> str:
    """The openid of whoever calls. Refuses with sign_in_needed."""
    async with desk_of(request).database.read() as session:
        return (await require_customer(session, request.headers.get("authorization", ""))).openid


async def login(request: Request) -> Response:
    form, desk = await read_form(request, forms.LoginForm), desk_of(request)
    return JSONResponse({"token": await sign_in(desk.database, desk.host, form.code, form.language)})


async def home(request: Request) -> Response:
    """answers: seller -> seconds within which they usually answer, of those who have answered enough."""
    sellers: dict[str, str] = request.app.state.sellers
    async with desk_of(request).database.read() as session:
        answers = await threads.usual_seconds(session, ["", *sellers])
    return JSONResponse({"categories": catalogue.source()["categories"], "sellers": sellers, "answers": answers})


async def products(request: Request) -> Response:
    query, page = request.query_params.get("q", "")[:80], forms.page_of(request)
    async with desk_of(request).database.read() as session:
        looker = await known_customer(session, request.headers.get("authorization", ""))
        return JSONResponse(await suggestions.browse(session, looker, _narrowed(request), query=query, page=page))


async def for_you(request: Request) -> Response:
    async with desk_of(request).database.read() as session:
        looker = await known_customer(session, request.headers.get("authorization", ""))
        return JSONResponse(await suggestions.for_you(session, looker))


async def turn_personal(request: Request) -> Response:
    """Whether things stand in an order of their own for this person."""
    buyer, form = await _buyer(request), await read_form(request, forms.OnForm)
    async with desk_of(request).database.write() as session:
        await suggestions.turn(session, buyer, form.on)
    return JSONResponse({"on": form.on})


async def list_brands(request: Request) -> Response:
    """Those of what a search finds; find: letters of their names."""
    query = request.query_params
    wanted, find = query.get("q", "")[:80], query.get("find", "")[:40]
    async with desk_of(request).database.read() as session:
        return JSONResponse(await catalogue.list_brands(session, _narrowed(request), query=wanted, find=find))


def _narrowed(request: Request) -> Narrowed:
    query = request.query_params
    return Narrowed(query.get("category", "")[:40], query.get("seller"), query.get("brand", "")[:80])


async def product(request: Request) -> Response:
    async with desk_of(request).database.read() as session:
        return JSONResponse(await catalogue.show(session, request.path_params["product_id"]))


async def product_reviews(request: Request) -> Response:
    async with desk_of(request).database.read() as session:
        found = await reviews.of_product(session, request.path_params["product_id"], forms.page_of(request))
    return JSONResponse(found)


async def news(request: Request) -> Response:
    """The messages a buyer may agree to: {"templates": {kind: id}}, as `wx.requestSubscribeMessage` asks for them."""
    outbox: Outbox = request.app.state.outbox
    try:
        return JSONResponse(
            {"templates": {kind: await outbox.template(kind) for kind in (*wishes.TEMPLATES, *turns.TEMPLATES)}}
        )
    except (WeChatClientException, OSError) as error:
        raise Problem(502, "no_news", "This is not possible right now.") from error


async def make_wish(request: Request) -> Response:
    buyer, form, desk = await _buyer(request), await read_form(request, forms.WishForm), desk_of(request)
    async with desk.database.write() as session:
        await wishes.wish(session, buyer, form.variant_id, form.kind, desk.now())
    return JSONResponse({"ok": True}, status_code=201)


async def wish_list(request: Request) -> Response:
    buyer = await _buyer(request)
    async with desk_of(request).database.read() as session:
        return JSONResponse({"items": await wishes.listed(session, buyer)})


async def keep_wish(request: Request) -> Response:
    buyer, form, desk = await _buyer(request), await read_form(request, forms.ListForm), desk_of(request)
    async with desk.database.write() as session:
        await wishes.keep(session, buyer, form.variant_id, desk.now())
    return JSONResponse({"ok": True}, status_code=201)


async def drop_wish(request: Request) -> Response:
    buyer = await _buyer(request)
    async with desk_of(request).database.write() as session:
        await wishes.drop(session, buyer, request.path_params["variant_id"])
    return JSONResponse({"ok": True})


async def list_coupons(request: Request) -> Response:
    buyer, desk = await _buyer(request), desk_of(request)
    async with desk.database.read() as session:
        return JSONResponse({"coupons": await coupons.offered(session, buyer, desk.now())})


async def claim_coupon(request: Request) -> Response:
    buyer, desk = await _buyer(request), desk_of(request)
    async with desk.database.write() as session:
        await coupons.claim(session, buyer, request.path_params["coupon_id"], desk.now())
    return JSONResponse({"ok": True}, status_code=201)


async def begin_question(request: Request) -> Response:
    """What they are about to ask about, and what of their basket the one seller who is asked may see."""
    buyer, form, desk = await _buyer(request), await read_form(request, forms.AskingForm), desk_of(request)
    async with desk.database.write() as session:
        shown = await shown_baskets.show(session, buyer, form.product_id, _wanted(form), desk.now())
        await questions.look_at(session, buyer, form.product_id)
    return JSONResponse({"shown": shown})


async def quote(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, forms.BasketForm)
    return JSONResponse(await desk_of(request).quote(buyer, _wanted(form)))


async def stock(request: Request) -> Response:
    """Of what is in a basket, that of which there is less, for whoever has not signed in as well."""
    form = await read_form(request, forms.BasketForm)
    async with desk_of(request).database.read() as session:
        return JSONResponse({"short": await short_of(session, _wanted(form))})


async def make_order(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, forms.OrderForm)
    made = await desk_of(request).order(
        buyer,
        _wanted(form),
        recipient=form.recipient,
        address=form.address,
        request_key=form.request_key,
        seen_total_fen=form.total_fen,
    )
    return JSONResponse(made, status_code=201)


def _wanted(form: forms.BasketForm | forms.AskingForm) -> list[Wanted]:
    return [Wanted(item.variant_id, item.quantity) for item in form.items]


async def my_orders(request: Request) -> Response:
    buyer = await _buyer(request)
    async with desk_of(request).database.read() as session:
        return JSONResponse({"orders": await views.list_own(session, buyer)})


async def my_order(request: Request) -> Response:
    return JSONResponse(await desk_of(request).show(await _buyer(request), request.path_params["number"]))


async def pay_again(request: Request) -> Response:
    return JSONResponse(await desk_of(request).pay_again(await _buyer(request), request.path_params["number"]))


async def cancel(request: Request) -> Response:
    return JSONResponse(await desk_of(request).cancel(await _buyer(request), request.path_params["number"]))


async def ask_return(request: Request) -> Response:
    buyer, form, desk = await _buyer(request), await read_form(request, forms.ReturnForm), desk_of(request)
    async with desk.database.write() as session:
        made = await returns.ask(
            session,
            buyer,
            request.path_params["number"],
            form.line_id,
            quantity=form.quantity,
            reason=form.reason,
            text=form.text,
            picture_ids=form.pictures,
            request_key=form.request_key,
            now=desk.now(),
        )
    return JSONResponse(returns.view(made), status_code=201)


async def write_review(request: Request) -> Response:
    buyer, form, desk = await _buyer(request), await read_form(request, forms.ReviewForm), desk_of(request)
    async with desk.database.write() as session:
        await reviews.write(
            session,
            buyer,
            request.path_params["number"],
            request.path_params["line_id"],
            stars=form.stars,
            text=form.text,
            picture_ids=form.pictures,
            now=desk.now(),
        )
    return JSONResponse({"ok": True})


async def take_picture(request: Request) -> Response:
    buyer = await _buyer(request)
    return await keep_picture(request, desk_of(request), buyer)


async def keep_picture(request: Request, desk: Desk, openid: str) -> Response:
    """What `wx.uploadFile` sends: one file under the name `file`."""
    # Multipart adds a few hundred bytes of its own. A body that does not tell its length is not read at all.
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > pictures.BYTES_MAX + 4_096:
        raise Problem(413, "picture_too_large", "A picture may have 8 MB.")
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
    kept = await pictures.keep(desk.database, desk.settings.data, openid, data, desk.now())
    return JSONResponse({"id": kept}, status_code=201)


async def show_picture(request: Request) -> Response:
    desk, wanted = desk_of(request), request.path_params["picture_id"]
    async with desk.database.read() as session:
        if await session.get(pictures.Picture, wanted) is None:
            raise Problem(404, "picture_unknown", "This picture is not there.")
    headers = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
    return FileResponse(pictures.path_of(desk.settings.data, wanted), media_type=pictures.TYPE, headers=headers)


async def drops(request: Request) -> Response:
    return JSONResponse({"drops": await desk_of(request).list_drops(await _buyer(request))})


async def join_drop(request: Request) -> Response:
    buyer, form = await _buyer(request), await read_form(request, forms.QueueForm)
    drop_id = request.path_params["drop_id"]
    joined = await desk_of(request).join_drop(buyer, drop_id, tell=form.tell, tell_off=form.tell_off)
    return JSONResponse(joined)


async def notice(request: Request) -> Response:
    """The host's notice: 204 when it is genuine, 401 when it is not."""
    if await desk_of(request).take_notice(request.headers, await request.body()):
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": "signature refused"}, status_code=401)


ROUTES = [
    Route("/api/login", login, methods=["POST"]),
    Route("/api/home", home),
    Route("/api/products", products),
    Route("/api/brands", list_brands),
    Route("/api/suggestions", for_you),
    Route("/api/personal", turn_personal, methods=["PUT"]),
    Route("/api/products/{product_id}", product),
    Route("/api/products/{product_id}/reviews", product_reviews),
    Route("/api/news", news),
    Route("/api/wishes", make_wish, methods=["POST"]),
    Route("/api/wish-list", wish_list),
    Route("/api/wish-list", keep_wish, methods=["POST"]),
    Route("/api/wish-list/{variant_id}", drop_wish, methods=["DELETE"]),
    Route("/api/coupons", list_coupons),
    Route("/api/coupons/{coupon_id:int}", claim_coupon, methods=["POST"]),
    Route("/api/pictures", take_picture, methods=["POST"]),
    Route("/pictures/{picture_id}", show_picture),
    Route("/api/drops", drops),
    Route("/api/drops/{drop_id}/join", join_drop, methods=["POST"]),
    Route("/api/asking", begin_question, methods=["PUT"]),
    Route("/api/stock", stock, methods=["POST"]),
    Route("/api/quote", quote, methods=["POST"]),
    Route("/api/orders", make_order, methods=["POST"]),
    Route("/api/orders", my_orders),
    Route("/api/orders/{number}", my_order),
    Route("/api/orders/{number}/payment", pay_again, methods=["POST"]),
    Route("/api/orders/{number}/cancel", cancel, methods=["POST"]),
    Route("/api/orders/{number}/returns", ask_return, methods=["POST"]),
    Route("/api/orders/{number}/lines/{line_id:int}/review", write_review, methods=["PUT"]),
    Route("/pay/notify", notice, methods=["POST"]),
]
