"""How a new order reaches its table: orders that arrive together share one statement and one commit. Only
`orders.create_order` calls this; it looks at the table only when the merchant's number turns out to be taken."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from wallet.database import Database
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.payments.numbers import new_prepay_id
from wallet.payments.order_drafts import digest_of
from wallet.payments.order_rows import Order, OrderDraft, OrderRow, OrderState
from wallet.together import TogetherOn

Columns = dict[str, Any]
UNPAID: Columns = {
    "state": OrderState.NOTPAY.value,
    "transaction_id": None,
    "attempt": 1,
    "paying_since": None,
    "payer_person_id": None,
    "paid_at": None,
    "entry_seq": None,
    "refund_promised_minor": 0,
    "refunded_minor": 0,
    "refund_count": 0,
    "combine_id": None,
}
SHOWN = tuple(field.name for field in fields(Order))


def new_order(house: WalletHouse, draft: OrderDraft, now: datetime) -> tuple[Order, Columns]:
    """The order a draft becomes, and its row by column name. Written as plain values: an ORM object costs ten times
    what this does."""
    row: Columns = UNPAID | {
        "id": new_id("ord", now, house.chance),
        "mchid": draft.mchid,
        "appid": draft.appid,
        "out_trade_no": draft.out_trade_no,
        "content_digest": digest_of(draft),
        "description": draft.description,
        "attach": draft.attach,
        "goods_tag": draft.goods_tag,
        "detail": draft.detail,
        "total_minor": draft.total_minor,
        "currency": draft.currency,
        "payer_openid": draft.payer_openid,
        "notify_url": draft.notify_url,
        "created_at": now,
        "expires_at": draft.expires_at or now + timedelta(seconds=house.settings.order_expiry_seconds_default),
        "prepay_id": new_prepay_id(now, house.chance),
        "prepay_at": now,
    }
    shown: Columns = {name: row[name] for name in SHOWN}
    shown["state"] = OrderState.NOTPAY
    return Order(**shown), row


async def insert_order(database: Database, row: Columns) -> bool:
    """False when (mchid, out_trade_no) is taken; committed when it returns."""
    return await _making.do(database, row)


@cache
def _statement(*, is_sqlite: bool) -> Any:
    """Made once: SQLAlchemy then knows its SQL for any number of rows."""
    insert: Any = sqlite.insert if is_sqlite else postgresql.insert
    table: Any = OrderRow.__table__  # pyright: ignore[reportAttributeAccessIssue] SQLModel does not type it
    return insert(table).on_conflict_do_nothing(index_elements=["mchid", "out_trade_no"]).returning(table.c.id)


async def _insert(database: Database, rows: Sequence[Columns]) -> list[bool]:
    # Sorted, so that two processes take row locks in one order and never wait for each other in a circle.
    ordered = sorted(rows, key=lambda row: (row["mchid"], row["out_trade_no"]))
    statement = _statement(is_sqlite=database.is_sqlite)
    async with database.write() as session:
        made = set((await (await session.connection()).execute(statement, ordered)).scalars())
    return [row["id"] in made for row in rows]


_making = TogetherOn(_insert)
