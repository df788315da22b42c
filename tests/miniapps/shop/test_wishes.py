"""What buyers agreed to be told: once, when it happens; and what they ask, when the host says so."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlmodel import select
from starlette.applications import Starlette
from wechatpy.utils import WeChatSigner

from miniapps.kit.database import Database
from miniapps.shop.server import catalogue, questions, threads, wishes
from miniapps.shop.server.tables import OUTBOX, Product, ShopTable, Variant
from tests.miniapps.shop.test_orders import LAST_FEW, NOW

TOKEN = "Secret123"


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(tmp_path / "shop.db", ShopTable.metadata)
    await database.create()
    await catalogue.load(database)
    yield database
    await database.close()


async def waiting(shelf: Database) -> list[dict[str, Any]]:
    async with shelf.read() as session:
        return [json.loads(body) for (body,) in (await session.execute(select(OUTBOX.c.body))).all()]


async def test_a_wish_is_one_message_when_it_comes_true(shelf: Database) -> None:
    async with shelf.write() as session:
        blanket = await session.get_one(Variant, LAST_FEW)
        blanket.stock = 0
        for _ in range(2):
            await wishes.wish(session, "ann", LAST_FEW, "stock", NOW)
        await wishes.wish(session, "ben", LAST_FEW, "price", NOW)
        assert await wishes.grant(session) == 0
    async with shelf.write() as session:
        blanket = await session.get_one(Variant, LAST_FEW)
        blanket.stock, blanket.price_fen = 3, blanket.price_fen - 100
        session.add(blanket)
    async with shelf.write() as session:
        assert await wishes.grant(session) == 2
        assert await wishes.grant(session) == 0

    told = await waiting(shelf)
    assert [(one["touser"], one["template"]) for one in told] == [("ann", "stock"), ("ben", "price")]
    assert set(told[1]["data"]) == {"thing1", "amount6", "amount8"}


class Host:
    """Remembers what the shop says to whom."""

    def __init__(self) -> None:
        self.said, self.message = list[tuple[str, str]](), self

    def send_text(self, openid: str, text: str) -> None:
        self.said.append((openid, text))


async def test_the_shop_hears_the_host_alone_and_answers_at_once(shelf: Database) -> None:
    class Settings:
        push_token, appsecret = TOKEN, "hush"

    class Desk:
        settings, database, host, now = Settings(), shelf, Host(), lambda: NOW

    app = Starlette(routes=questions.ROUTES)
    app.state.desk = Desk
    stamp = str(int(time.time()))
    signer = WeChatSigner()
    signer.add_data(TOKEN, stamp, "n")
    signed = {"signature": signer.signature, "timestamp": stamp, "nonce": "n"}
    async with shelf.read() as session:
        product = (await session.exec(select(Product))).first()
    assert product
    card = {"MsgType": "miniprogrampage", "FromUserName": "ann", "PagePath": f"pages/product/product?id={product.id}"}
    words = {"MsgType": "text", "FromUserName": "ann", "Content": "Is it warm?", "MsgId": 7}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shop") as client:
        echo = await client.get("/wx", params=signed | {"echostr": "hello"})
        for body in (card, words, words):
            assert (await client.post("/wx", params=signed, json=body)).status_code == 200
        admin = {"authorization": "Bearer hush"}
        async with shelf.read() as session:
            [thread] = await threads.of_seller(session, "", NOW)
            assert [(one["text"], one["product"]) for one in thread["questions"]] == [("Is it warm?", product.name)]
            assert await threads.of_seller(session, "tin-drum", NOW) == []
        asked = (await client.get("/admin/questions", headers=admin)).json()["questions"]
        await client.post("/admin/questions/7", headers=admin, json={"answer": "Very."})
        left = (await client.get("/admin/questions", headers=admin)).json()["questions"]

    assert echo.text == "hello"
    assert [(one["openid"], one["text"]) for one in asked] == [("ann", "Is it warm?")]
    assert left == []
    assert Desk.host.said[0][1].startswith(product.name)
    assert Desk.host.said[1] == ("ann", "Very.")
