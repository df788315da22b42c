"""A guest's outbox against a real host: what was committed is told, once, whatever dies in between."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import MetaData, select, update

from miniapps.kit.database import Database
from miniapps.kit.host import HostClient
from miniapps.kit.outbox import ORDER, SUBSCRIBED, Outbox, order_card, outbox_of, put
from tests.superapp.conftest import Site
from tests.superapp.web.server_api.speaking import STARTS_SOON, new_speaker

TEMPLATES = {"reminder": (1001, (1, 2, 3))}


async def test_a_change_is_told_once_though_the_server_dies_before_it_remembers(
    site: Site, site_address: str, tmp_path: Path
) -> None:
    speaker = await new_speaker(site, site_address)
    order = await speaker.paid_order()
    metadata = MetaData()
    table = outbox_of(metadata)
    database = Database(tmp_path / "guest.db", metadata)
    await database.create()
    host = HostClient(site_address, speaker.appid, speaker.publisher.program.appsecret)
    outbox = Outbox(database, table, host, order.mchid, TEMPLATES)
    card = order_card(
        openid=speaker.openid, out_trade_no=order.out_trade_no, order_id="", change="sent", title="Two lanterns",
        state="On the way", tone="busy", steps=[], step=0, amount_fen=8_800, page="pages/home/home",
    )  # fmt: skip
    with suppress(RuntimeError):
        async with database.write() as session:
            await put(session, table, "LL0:sent", ORDER, card)
            raise RuntimeError("the change did not happen")
    await speaker.accept(await outbox.template("reminder"))
    async with database.write() as session:
        for _ in range(2):
            await put(session, table, "LL1:sent", ORDER, card)
        reminder = {"touser": speaker.openid, "template": "reminder", "data": STARTS_SOON, "client_msg_id": "r1"}
        await put(session, table, "r1", SUBSCRIBED, reminder)
        await put(session, table, "bad", ORDER, card | {"change": "late", "page": "no/such/page"})

    away = Outbox(database, table, HostClient("http://127.0.0.1:9", "wx0", "x"), order.mchid)
    assert await away.flush() == 0
    for _ in range(3):
        await outbox.flush()
        async with database.write() as session:
            await session.execute(update(table).values(is_done=False))  # as if it had died before it noted that
    await outbox.flush()

    assert [one["kind"] for one in await speaker.messages()] == ["order", "subscription"]
    async with database.read() as session:
        rows = (await session.execute(select(table.c.name, table.c.refusal).order_by(table.c.id))).all()
    assert [tuple(row) for row in rows] == [("LL1:sent", ""), ("r1", ""), ("bad", "41030")]
    await database.close()
