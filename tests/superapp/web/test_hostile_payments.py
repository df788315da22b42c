"""Attacks on the way from the sheet to the money: what was shown is what is paid, once, by the one who may."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from superapp.flows.react_to_wallet import Receipts
from superapp.flows.register_program import register
from tests.superapp.conftest import Site
from tests.superapp.money import PIN, Stall, open_stall
from wallet import reactions, statements
from wallet.books import check_books
from wallet.errors import Refusal
from wallet.payments.orders import Order, OrderDraft, close_order, create_order, get_order
from wallet.payments.refunds import RefundDraft, create_refund

SCRIPT = {"accept": "application/json"}
HOSTILE = "\"><script>alert(1)</script><img src=x onerror=alert(2)>\u202e'"


@pytest.fixture
async def stall(site: Site) -> Stall:
    return await open_stall(site)


@pytest.fixture(autouse=True)
async def books_that_hold(site: Site) -> AsyncIterator[None]:
    """Whatever was tried, the books are right afterwards."""
    yield
    assert await check_books(site.house.wallet) == []


def draft_of(order: Order, **changes: Any) -> OrderDraft:
    """The draft that made this order, with changes."""
    facts: dict[str, Any] = {name: getattr(order, name) for name in OrderDraft.__dataclass_fields__}
    return OrderDraft(**(facts | changes))


async def balance(stall: Stall) -> int:
    house = stall.site.house.wallet
    return (await statements.balance_of(house, stall.payer.id, "CNY")).total.amount_minor


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_minor", 1),
        ("total_minor", 20_000),
        ("payer_openid", "o" * 28),
        ("description", "x"),
        ("currency", "USD"),
    ],
)
async def test_an_order_does_not_change_between_the_sheet_and_the_confirmation(
    stall: Stall, field: str, value: object
) -> None:
    order = await stall.order()
    token, client = await stall.link(order), await stall.site.signed_in(stall.payer)
    shown = (await client.get(f"/cashier/{token}")).json()["amount"]
    with pytest.raises(Refusal):
        await create_order(stall.site.house.wallet, draft_of(order, **{field: value}))
    paid = await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})
    assert paid.json()["amount"] == shown == "¥88.00"
    assert await balance(stall) == 20_000 - 8_800


@pytest.mark.parametrize("more", [{"amount": 1}, {"order_id": "ord_1"}, {"total_minor": -1}, {"person_id": "per_1"}])
async def test_a_confirmation_carries_nothing_but_the_pin(stall: Stall, more: dict[str, object]) -> None:
    token, client = await stall.link(await stall.order()), await stall.site.signed_in(stall.payer)
    assert (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN} | more)).status_code == 400
    assert await balance(stall) == 20_000


async def test_numbers_of_an_order_open_no_cashier(stall: Stall) -> None:
    order, client = await stall.order(), await stall.site.signed_in(stall.payer)
    for guess in (order.id, order.prepay_id, order.out_trade_no, "1", "a" * 43, "a" * 5000):
        assert (await client.get(f"/cashier/{guess}")).status_code == 410
        assert (await client.post(f"/cashier/{guess}/confirm", json={"pin": PIN})).status_code == 410


async def test_many_devices_together_have_no_more_guesses_than_one(stall: Stall) -> None:
    """Twelve sign-ins guess at once, each with a link of its own."""
    clients = [await stall.site.signed_in(stall.payer) for _ in range(12)]
    links = [await stall.link(await stall.order()) for _ in clients]
    replies = await asyncio.gather(
        *(
            client.post(f"/cashier/{link}/confirm", json={"pin": f"73551{number % 10}"}, headers=SCRIPT)
            for number, (client, link) in enumerate(zip(clients, links, strict=True))
        )
    )
    codes = Counter(reply.json()["error"]["code"] for reply in replies)
    assert codes["pin_wrong"] == 4  # the fifth one locks
    assert set(codes) <= {"pin_wrong", "pin_locked", "pins_busy"}
    right = await clients[0].post(f"/cashier/{links[0]}/confirm", json={"pin": PIN}, headers=SCRIPT)
    assert right.json()["error"]["code"] == "pin_locked"
    assert await balance(stall) == 20_000


@pytest.mark.parametrize("seed", range(4))
async def test_confirming_twice_closing_and_refunding_at_once_leaves_one_truth(stall: Stall, seed: int) -> None:
    house, order = stall.site.house.wallet, await stall.order()
    first, second = await stall.link(order), await stall.link(order)
    client, other = await stall.site.signed_in(stall.payer), await stall.site.signed_in(stall.payer)
    refund = RefundDraft(
        mchid=order.mchid,
        out_refund_no="R1",
        out_trade_no=order.out_trade_no,
        amount_minor=order.total_minor,
        total_minor=order.total_minor,
        currency="CNY",
    )
    steps = [
        client.post(f"/cashier/{first}/confirm", json={"pin": PIN}),
        other.post(f"/cashier/{second}/confirm", json={"pin": PIN}),
        close_order(house, order.mchid, order.out_trade_no),
        create_refund(house, refund),
    ]
    await asyncio.gather(*(steps[(seed + number) % 4] for number in range(4)), return_exceptions=True)
    for consumer in reactions.built_in(house):
        await reactions.catch_up(house, consumer)

    end, left = await get_order(house, order.id), await balance(stall)
    assert (str(end.state), left) in {("SUCCESS", 11_200), ("REFUND", 20_000), ("CLOSED", 20_000), ("NOTPAY", 20_000)}
    entries = [one for one in await statements.newest(house, limit=50) if one.cause.startswith("order:")]
    assert len(entries) == (1 if str(end.state) in {"SUCCESS", "REFUND"} else 0)


async def test_what_merchants_and_programs_write_is_text_on_every_page(site: Site) -> None:
    stall, house = await open_stall(site), site.house.wallet
    developer = await site.person("Eve", roles=frozenset({"developer"}))
    stall.appid = (await register(site.house, developer_id=developer.id, name=HOSTILE, urls=[])).program.appid
    draft = draft_of(await stall.order(), out_trade_no="HOSTILE01", description=HOSTILE)
    order = await create_order(house, draft)
    token, client = await stall.link(order), await site.signed_in(stall.payer)
    sheet = await client.get(f"/cashier/{token}")
    assert sheet.headers["content-type"] == "application/json"
    seq = (await client.post(f"/cashier/{token}/confirm", json={"pin": PIN})).json()["seq"]
    await reactions.catch_up(house, Receipts(site.house))
    auditor = await site.signed_in(await site.person("Otto", roles=frozenset({"auditor"})))
    chats = await client.get("/chats")
    chat = chats.text.partition('href="/chats/cnv_')[2].partition('"')[0]
    pages = [
        chats,
        await client.get(f"/chats/cnv_{chat}"),
        await client.get("/wallet"),
        await client.get(f"/wallet/receipts/{seq}"),
        await client.get("/programs"),
        await auditor.get(f"/admin/transfers/{seq}"),
        await auditor.get("/admin/transfers"),
        await (await site.signed_in(developer)).get("/console"),
    ]
    for page in pages:
        assert page.status_code == 200, page.url
        assert "<script>alert" not in page.text, page.url
        assert "<img src=x" not in page.text, page.url
    assert sum("alert" in page.text for page in pages) >= 4
