"""What sellers put on the shelf themselves: a product of their own with its picture, and their words for what is there
already. Called by the desk's face; the catalogue leaves alone what a seller has worded."""

import secrets
from dataclasses import dataclass
from typing import Any

from sqlmodel import Field, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server import brands, catalogue, counter, pictures, search
from miniapps.shop.server.brands import Brand
from miniapps.shop.server.tables import Listing, Product, ShopTable, Variant, Worded

FIRST_POSITION = 1_000_000  # behind the market that code fills
OWN_MAX = 2_000


class Maker(ShopTable, table=True):
    """Who made a product at the desk: `made` counts what one shop has made."""

    __tablename__ = "makers"  # pyright: ignore[reportAssignmentType]

    product_id: str = Field(primary_key=True)
    seller: str = Field(index=True)


@dataclass(frozen=True, slots=True)
class Words:
    """picture: the id of one that this person has sent, brand: its name; "" for none, None for the one there is."""

    name: str
    blurb: str
    category: str
    picture: str | None
    brand: str | None = None


async def create(
    session: AsyncSession, seller: str, openid: str, words: Words, *, label: str, price_fen: int, stock: int
) -> dict[str, Any]:
    """On the shelf at once, with its first variant. Refuses with category_unknown, picture_unknown, shelf_full,
    and as brands.of_seller."""
    _require_category(words.category)
    made = (await session.exec(select(func.count()).where(Maker.seller == seller))).one()
    if made >= OWN_MAX:
        raise Problem(409, "shelf_full", "The shelf is full.")
    last = (await session.exec(select(func.max(Product.position)))).one() or 0
    product = Product(
        id=f"s-{secrets.token_hex(6)}",
        position=max(FIRST_POSITION, last + 1),
        name=words.name,
        category=words.category,
        blurb=words.blurb,
    )
    variant = Variant(
        id=f"{product.id}+0", product_id=product.id, position=0, label=label, price_fen=price_fen, stock=stock
    )
    session.add_all([product, variant, Maker(product_id=product.id, seller=seller)])
    if seller:
        session.add(Listing(product_id=product.id, seller=seller))
    await _word(session, seller, openid, product, words)
    return {"id": product.id}


async def reword(session: AsyncSession, seller: str, openid: str, product_id: str, words: Words) -> None:
    """Refuses with product_unknown, category_unknown, picture_unknown, and as brands.of_seller."""
    await counter.require_own(session, seller, product_id)
    _require_category(words.category)
    product = await session.get_one(Product, product_id)
    product.name, product.blurb, product.category = words.name, words.blurb, words.category
    await _word(session, seller, openid, product, words)


async def _word(session: AsyncSession, seller: str, openid: str, product: Product, words: Words) -> None:
    if words.brand is not None:
        given = await brands.of_seller(session, seller, words.brand)
        product.brand = given.id if given else ""
    session.add(product)
    worded = await session.get(Worded, product.id) or Worded(product_id=product.id)
    if words.picture is not None and words.picture != worded.picture:
        if words.picture:
            await pictures.require_own(session, openid, [words.picture])
        if worded.picture:
            await pictures.let_go(session, [worded.picture])
        worded.picture = words.picture
    session.add(worded)
    await session.flush()
    brand = await session.get(Brand, product.brand)
    await search.index(session, [(product.position, catalogue.words_of(product, brand))])


def _require_category(wanted: str) -> None:
    if wanted not in {one["id"] for one in catalogue.source()["categories"]}:
        raise Problem(400, "category_unknown", "There is no such category.")
