"""Who sells is told of new orders: each time somebody at a desk agrees, the host lets one message through, and the next
paid order of their shop uses it up. The outbox is the sellers’ program’s, whose people have openids of their own."""

from collections.abc import Mapping, Sequence

from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import SUBSCRIBED, put
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import SELLER_OUTBOX, Order, OrderLine, OrderPart, ShopTable
from miniapps.shop.server.words import things

NEW_ORDER = "new_order"
TEMPLATES = {NEW_ORDER: (1105, (1, 5, 6))}
"""Of the host's library: "A new order"."""
LEFT_MAX = 50


class Watch(ShopTable, table=True):
    """left: how many messages this person has agreed to and not had."""

    __tablename__ = "order_watches"  # pyright: ignore[reportAssignmentType]

    openid: str = Field(primary_key=True)
    seller: str = Field(primary_key=True)
    left: int = 0


async def agree(session: AsyncSession, openid: str, seller: str) -> int:
    """One message more; returns how many are left."""
    watch = await session.get(Watch, (openid, seller)) or Watch(openid=openid, seller=seller)
    watch.left = min(LEFT_MAX, watch.left + 1)
    session.add(watch)
    return watch.left


async def left(session: AsyncSession, openid: str, seller: str) -> int:
    watch = await session.get(Watch, (openid, seller))
    return watch.left if watch else 0


async def tell(session: AsyncSession, order: Order, shares: Mapping[str, Sequence[OrderLine]]) -> None:
    """In the transaction in which the order becomes paid: everybody who watches one of its shops, once."""
    parts = await session.exec(select(OrderPart).where(OrderPart.number == order.number))
    amounts = {part.seller: part.total_fen for part in parts}
    for seller, lines in shares.items():
        watching = select(Watch).where(Watch.seller == seller, Watch.left > 0)
        for watch in (await session.exec(watching)).all():
            watch.left -= 1
            session.add(watch)
            language, first = await language_of(session, watch.openid), lines[0]
            what = things(language, f"{first.quantity} × {NAMES.say(language, first.name)}", len(lines))
            name, amount = f"{NEW_ORDER}:{order.number}:{watch.openid}", amounts.get(seller, order.total_fen)
            body = {
                "touser": watch.openid,
                "template": NEW_ORDER,
                "page": "pages/orders/orders",
                "client_msg_id": f"{NEW_ORDER}:{order.number}",
                "data": {
                    "thing1": {"value": what[:20]},
                    "character_string5": {"value": order.number[:32]},
                    "amount6": {"value": f"¥{amount // 100}.{amount % 100:02}"},
                },
            }
            await put(session, SELLER_OUTBOX, name, SUBSCRIBED, body)
