"""Who waits in the queue of a drop is told once when it is their turn, and once when its seller calls it off, if they
agreed to that message: a right lasts a few minutes, and nobody looks at a page for hours. Written down where it
happens, by drops.py and calling_off.py."""

from collections.abc import Sequence

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.outbox import SUBSCRIBED, put
from miniapps.shop.server.customers import language_of
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import OUTBOX, Drop, DropPlace, ShopTable
from miniapps.shop.server.words import say

TURN, OFF = "turn", "off"
TEMPLATES = {TURN: (1404, (1, 4, 7)), OFF: (1405, (1, 4))}
"""Of the host's library: "Progress" and "Called off"."""


class TurnWatch(ShopTable, table=True):
    """This person has agreed to hear of their turn in this queue."""

    __tablename__ = "turn_watches"  # pyright: ignore[reportAssignmentType]

    drop_id: str = Field(primary_key=True)
    openid: str = Field(primary_key=True)


class EndWatch(ShopTable, table=True):
    """This person has agreed to hear that this drop is called off."""

    __tablename__ = "drop_end_watches"  # pyright: ignore[reportAssignmentType]

    drop_id: str = Field(primary_key=True)
    openid: str = Field(primary_key=True)


async def is_watching(session: AsyncSession, drop_id: str, openid: str) -> bool:
    return await session.get(TurnWatch, (drop_id, openid)) is not None


async def watch(session: AsyncSession, drop_id: str, openid: str) -> None:
    if not await is_watching(session, drop_id, openid):
        session.add(TurnWatch(drop_id=drop_id, openid=openid))


async def watch_end(session: AsyncSession, drop_id: str, openid: str) -> None:
    if await session.get(EndWatch, (drop_id, openid)) is None:
        session.add(EndWatch(drop_id=drop_id, openid=openid))


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


async def tell_called_off(session: AsyncSession, drop: Drop) -> None:
    """In the transaction that calls it off, before places end: everybody who has one and agreed to a message that has
    not been sent; who agreed to that of their turn only is told by it."""
    here = select(DropPlace.openid).where(DropPlace.drop_id == drop.id, col(DropPlace.state).in_(("waiting", "yours")))
    places = set((await session.exec(here)).all())
    told = set[str]()
    for kind, watches in ((OFF, EndWatch), (TURN, TurnWatch)):
        for one in (await session.exec(select(watches).where(watches.drop_id == drop.id))).all():
            await session.delete(one)
            if one.openid in places - told:
                told.add(one.openid)
                await _tell_off(session, drop, one.openid, kind)


async def _tell_off(session: AsyncSession, drop: Drop, openid: str, kind: str) -> None:
    language = await language_of(session, openid)
    data = {
        "thing1": {"value": NAMES.say(language, drop.title)[:20]},
        "thing4": {"value": say(language, "nothing_is_sold")},
    }
    body = {
        "touser": openid,
        "template": kind,
        "page": f"pages/drop/drop?id={drop.id}",
        "client_msg_id": f"{OFF}:{drop.id}",
        "data": data | ({"phrase7": {"value": say(language, "called_off")}} if kind == TURN else {}),
    }
    await put(session, OUTBOX, f"{OFF}:{drop.id}:{openid}", SUBSCRIBED, body)
