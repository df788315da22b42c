"""The HTTP face for the program of those who sell, below /seller. Every call but the first three needs a shop one works
for, and reaches that shop's things only."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy import WeChatClientException

from miniapps.kit.accounts import Account
from miniapps.kit.forms import read_form
from miniapps.kit.outbox import Outbox
from miniapps.kit.problems import Problem
from miniapps.shop.server import (
    accounts,
    counter,
    coupons,
    forms,
    goods,
    parcels,
    questions,
    returns,
    reviews,
    staff,
    threads,
    watches,
)
from miniapps.shop.server.desk import Desk
from miniapps.shop.server.people_api import desk_of, keep_picture
from miniapps.shop.server.staff import Staff

OWN_NAME = "Lantern Lane"


async def _staff(request: Request) -> Staff:
    async with desk_of(request).database.read() as session:
        return await staff.require_staff(session, request.headers.get("authorization", ""))


async def _at_work(request: Request) -> tuple[Desk, str]:
    """Refuses with sign_in_needed, no_workplace."""
    one = await _staff(request)
    if one.seller == staff.NOWHERE:
        raise Problem(409, "no_workplace", "Please choose your shop.")
    return desk_of(request), one.seller


async def _worker(request: Request) -> tuple[Desk, str, str]:
    """With who works there."""
    desk, seller = await _at_work(request)
    return desk, seller, (await _staff(request)).openid


async def login(request: Request) -> Response:
    form, desk = await read_form(request, forms.LoginForm), desk_of(request)
    return JSONResponse(
        {"token": await staff.sign_in(desk.database, request.app.state.seller_host, form.code, form.language)}
    )


async def choices(request: Request) -> Response:
    one, desk = await _staff(request), desk_of(request)
    shops = counter.titles(request.app.state.sellers, OWN_NAME)
    chosen = None if one.seller == staff.NOWHERE else one.seller
    return JSONResponse({"shops": shops, "chosen": chosen, "code_needed": not desk.settings.simulate})


async def join(request: Request) -> Response:
    one, form, desk = await _staff(request), await read_form(request, forms.JoinForm), desk_of(request)
    if form.seller and form.seller not in request.app.state.sellers:
        raise Problem(404, "shop_unknown", "There is no such shop.")
    wanted = "" if desk.settings.simulate else staff.code_of(desk.settings.seller_appsecret, form.seller)
    async with desk.database.write() as session:
        await staff.join(session, one.openid, form.seller, form.code, wanted=wanted)
    return JSONResponse({"ok": True})


async def list_orders(request: Request) -> Response:
    desk, seller, openid = await _worker(request)
    done = request.query_params.get("done") == "1"
    async with desk.database.read() as session:
        found = await counter.list_orders(session, seller, done=done, page=forms.page_of(request))
        waiting = await counter.counts(session, seller)
        told = await watches.left(session, openid, seller)
    return JSONResponse(found | {"waiting": waiting, "seller": seller, "told": told})


async def news(request: Request) -> Response:
    """The template that `wx.requestSubscribeMessage` asks with: {"template": id}."""
    outbox: Outbox = request.app.state.seller_outbox
    try:
        return JSONResponse({"template": await outbox.template(watches.NEW_ORDER)})
    except (WeChatClientException, OSError) as error:
        raise Problem(502, "no_news", "This is not possible right now.") from error


async def watch(request: Request) -> Response:
    """Somebody has agreed to one message more."""
    desk, seller, openid = await _worker(request)
    async with desk.database.write() as session:
        return JSONResponse({"told": await watches.agree(session, openid, seller)})


async def step(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.StepForm)
    async with desk.database.write() as session:
        moved = await parcels.move(
            session,
            request.path_params["number"],
            seller,
            form.to,
            desk.now(),
            carrier=form.carrier,
            tracking=form.tracking,
        )
    return JSONResponse(parcels.view(moved))


async def list_returns(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        return JSONResponse({"items": await returns.of_seller(session, seller)})


async def decide(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.DecisionForm)
    await desk.decide_return(
        seller, request.path_params["return_id"], accept=form.accept, restock=form.restock, answer=form.answer
    )
    return JSONResponse({"ok": True})


async def list_reviews(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        return JSONResponse({"items": await reviews.of_seller(session, seller)})


async def answer_review(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.AnswerForm)
    async with desk.database.write() as session:
        await reviews.answer(session, seller, request.path_params["line_id"], form.text, desk.now())
    return JSONResponse({"ok": True})


async def list_coupons(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        return JSONResponse({"items": await coupons.of_seller(session, seller)})


async def make_coupon(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.CouponForm)
    async with desk.database.write() as session:
        made = await coupons.create(session, seller, **form.model_dump())
    return JSONResponse(coupons.view(made), status_code=201)


async def switch_coupon(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.SwitchForm)
    async with desk.database.write() as session:
        await coupons.switch(session, seller, request.path_params["coupon_id"], form.is_on)
    return JSONResponse({"ok": True})


async def list_products(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        query, one = request.query_params.get("q", "")[:80], request.query_params.get("id", "")[:64]
        found = await counter.list_products(session, seller, query, forms.page_of(request), product_id=one)
    # Who looks at one of them is about to change it: what they send back must be what stands there.
    return JSONResponse(found, headers={"content-language": "en"} if one else None)


def _words(form: forms.GoodsForm) -> goods.Words:
    return goods.Words(form.name, form.blurb, form.category, form.picture, form.brand)


async def create_product(request: Request) -> Response:
    desk, seller, openid = await _worker(request)
    form = await read_form(request, forms.NewGoodsForm)
    async with desk.database.write() as session:
        made = await goods.create(
            session, seller, openid, _words(form), label=form.label, price_fen=form.price_fen, stock=form.stock
        )
    return JSONResponse(made, status_code=201)


async def reword_product(request: Request) -> Response:
    desk, seller, openid = await _worker(request)
    form = await read_form(request, forms.GoodsForm)
    async with desk.database.write() as session:
        await goods.reword(session, seller, openid, request.path_params["product_id"], _words(form))
    return JSONResponse({"ok": True})


async def take_picture(request: Request) -> Response:
    desk, _seller, openid = await _worker(request)
    return await keep_picture(request, desk, openid)


async def change_variant(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.VariantForm)
    async with desk.database.write() as session:
        changed = await counter.change_variant(session, seller, request.path_params["variant_id"], **form.model_dump())
    return JSONResponse(changed)


async def add_variant(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.VariantForm)
    async with desk.database.write() as session:
        made = await counter.add_variant(
            session,
            seller,
            request.path_params["product_id"],
            label=form.label,
            price_fen=form.price_fen,
            stock=form.stock,
        )
    return JSONResponse(made, status_code=201)


async def make_drop(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.DropForm)
    async with desk.database.write() as session:
        made = await counter.announce_drop(session, seller, **form.model_dump(), now=desk.now())
    return JSONResponse({"id": made.id, "opens_at": made.opens_at, "quantity": made.quantity}, status_code=201)


async def call_off_drop(request: Request) -> Response:
    desk, seller = await _at_work(request)
    await desk.call_off_drop(seller, request.path_params["drop_id"])
    return JSONResponse({"ok": True})


async def takings(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        return JSONResponse(await counter.takings(session, seller))


async def account(request: Request) -> Response:
    """What the host's books say of the seller's account."""
    desk, seller = await _at_work(request)
    books: Mapping[str, Account] = request.app.state.accounts
    if seller not in books:
        raise Problem(409, "account_unavailable", "This shop has no account here.")
    return JSONResponse(await accounts.of_seller(desk.database, books[seller], seller, desk.now()))


async def list_questions(request: Request) -> Response:
    desk, seller = await _at_work(request)
    async with desk.database.read() as session:
        usual = await threads.usual_seconds(session, [seller])
        items = await threads.of_seller(session, seller, desk.now())
    return JSONResponse({"items": items, "usual_seconds": usual.get(seller)})


async def answer_question(request: Request) -> Response:
    desk, seller = await _at_work(request)
    form = await read_form(request, forms.AnswerForm)
    await questions.answer(desk, request.path_params["number"], form.text, seller=seller)
    return JSONResponse({"ok": True})


ROUTES = [
    Route("/seller/login", login, methods=["POST"]),
    Route("/seller/choices", choices),
    Route("/seller/join", join, methods=["POST"]),
    Route("/seller/orders", list_orders),
    Route("/seller/orders/{number}/step", step, methods=["POST"]),
    Route("/seller/returns", list_returns),
    Route("/seller/returns/{return_id:int}", decide, methods=["POST"]),
    Route("/seller/reviews", list_reviews),
    Route("/seller/reviews/{line_id:int}", answer_review, methods=["POST"]),
    Route("/seller/coupons", list_coupons),
    Route("/seller/coupons", make_coupon, methods=["POST"]),
    Route("/seller/coupons/{coupon_id:int}", switch_coupon, methods=["POST"]),
    Route("/seller/news", news),
    Route("/seller/watch", watch, methods=["POST"]),
    Route("/seller/pictures", take_picture, methods=["POST"]),
    Route("/seller/products", list_products),
    Route("/seller/products", create_product, methods=["POST"]),
    Route("/seller/products/{product_id}", reword_product, methods=["POST"]),
    Route("/seller/products/{product_id}/variants", add_variant, methods=["POST"]),
    Route("/seller/variants/{variant_id}", change_variant, methods=["POST"]),
    Route("/seller/drops", make_drop, methods=["POST"]),
    Route("/seller/drops/{drop_id}/call-off", call_off_drop, methods=["POST"]),
    Route("/seller/takings", takings),
    Route("/seller/account", account),
    Route("/seller/questions", list_questions),
    Route("/seller/questions/{number:int}", answer_question, methods=["POST"]),
]
