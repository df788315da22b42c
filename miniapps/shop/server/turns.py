"""Who waits in the queue of a drop is told once when it is their turn, if they agreed to that message: a right lasts a
few minutes, and nobody looks at a page for hours. Written down where the right is given, by drops.py."""

from collections.abc import Sequence

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import SUBSCRIBED, put
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import OUTBOX, Drop, ShopTable
from miniapps.shop.server.words import say

TURN = "turn"
TEMPLATES = {TURN: (1404, (1, 4, 7))}
"""Of the host's library: "Progress"."""


class TurnWatch(ShopTable, table=True):
    """This person has agreed to hear of their turn in this queue."""

    __tablename__ = "turn_watches"  # pyright: ignore[reportAssignmentType]

    drop_id: str = Field(primary_key=True)
    openid: str = Field(primary_key=True)


async def is_watching(session: AsyncSession, drop_id: str, openid: str) -> bool:
    return await session.get(TurnWatch, (drop_id, openid)) is not None


async def watch(session: AsyncSession, drop_id: str, openid: str) -> None:
    if not await is_watching(session, drop_id, openid):
        session.add(TurnWatch(drop_id=drop_id, openid=openid))


async def tell(session: AsyncSession, drop: Drop, openids: Sequence[str], minutes: int) -> None:
    """In the transaction that gives these people their right."""
    watching = select(TurnWatch).where(TurnWatch.drop_id == drop.id, col(TurnWatch.openid).in_(openids))
    for one in (await session.exec(watching)).all():
        await session.delete(one)
        language = await language_of(session, one.openid)
        name = f"{TURN}:{drop.id}:{one.openid}"
        body = {
            "touser": one.openid,
            "template": TURN,
            "page": f"pages/drop/drop?id={drop.id}",
            "client_msg_id": f"{TURN}:{drop.id}",
            "data": {
                "thing1": {"value": NAMES.say(language, drop.title)[:20]},
                "thing4": {"value": say(language, "buy_within", minutes)},
                "phrase7": {"value": say(language, "your_turn")},
            },
        }
        await put(session, OUTBOX, name, SUBSCRIBED, body)
