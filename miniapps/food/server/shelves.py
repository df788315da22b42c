"""Portions: put on the shelf at the start, taken by orders, given back by what is not cooked. One statement looks and
takes, so two baskets can never take the same last portion."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.menu import Menu
from miniapps.food.server.tables import Place, Portion
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem


async def fill(database: Database, menu: Menu) -> None:
    """Put what is new on the shelf; what is there keeps its number."""
    async with database.write() as session:
        known = set((await session.exec(select(Portion.dish_id))).all())
        session.add_all(Portion(dish_id=d.id, stock=d.stock) for d in menu.dishes.values() if d.id not in known)
        places = set((await session.exec(select(Place.id))).all())
        session.add_all(Place(id=key) for key in menu.restaurants if key not in places)


async def take(session: AsyncSession, menu: Menu, portions: Mapping[str, int]) -> None:
    """Set these portions aside, all or none (the caller's transaction). Refuses with sold_out, naming the dish."""
    for dish_id, quantity in portions.items():
        taken = await session.exec(
            update(Portion)
            .where(col(Portion.dish_id) == dish_id, col(Portion.stock) >= quantity, col(Portion.on_sale).is_(True))
            .values(stock=col(Portion.stock) - quantity)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:
            refused = await lacking(session, menu, {dish_id: quantity})
            assert refused, "what is not taken is not there"
            raise refused


async def lacking(session: AsyncSession, menu: Menu, portions: Mapping[str, int]) -> Problem | None:
    """sold_out for the first dish of which there are too few."""
    for dish_id, quantity in portions.items():
        left = await session.get(Portion, dish_id, populate_existing=True)
        few = left.stock if left and left.on_sale else 0
        if few < quantity:
            name = menu.dishes[dish_id].name
            words = f"Only {few} of {name} left." if few else f"{name} is sold out."
            return Problem(409, "sold_out", words, {"dish": name, "left": few})
    return None


async def put_back(session: AsyncSession, portions: Mapping[str, int]) -> None:
    for dish_id, quantity in portions.items():
        await session.exec(
            update(Portion).where(col(Portion.dish_id) == dish_id).values(stock=col(Portion.stock) + quantity)
        )


async def count_sold(session: AsyncSession, portions: Mapping[str, int]) -> None:
    for dish_id, quantity in portions.items():
        await session.exec(
            update(Portion).where(col(Portion.dish_id) == dish_id).values(sold=col(Portion.sold) + quantity)
        )
