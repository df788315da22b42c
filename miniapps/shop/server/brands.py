"""Who makes what is sold. A brand has many products and may be sold by several shops; the market's are made by code
like its products. Read by the catalogue; who searches narrows a search to one of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.problems import Problem
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import Listing, Product, ShopTable

OWN = "Lantern Lane"
SHOWN_MAX = 50


class Brand(ShopTable, table=True):
    """words: everything it may be looked for by, in every language."""

    __tablename__ = "brands"  # pyright: ignore[reportAssignmentType]

    id: str = Field(primary_key=True)
    name: str
    words: str


def id_of(name: str) -> str:
    """ "Heron & Oak" -> "heron-oak"."""
    return "-".join(re.findall(r"\w+", name.lower()))


async def put(session: AsyncSession, names: Iterable[tuple[str, str]]) -> Mapping[str, Brand]:
    """(name, further words): those that are new are written down. Returns the brands by name."""
    known = {one.id: one for one in (await session.exec(select(Brand))).all()}
    found = dict[str, Brand]()
    for name, further in names:
        brand = known.get(id_of(name))
        if brand is None:
            brand = known[id_of(name)] = Brand(
                id=id_of(name), name=name, words=f"{NAMES.in_all(name)} {further}".strip()
            )
            session.add(brand)
        found[name] = brand
    return found


async def of_seller(session: AsyncSession, seller: str, name: str) -> Brand | None:
    """The brand that a seller gives a product, made if it is new; None for "". A name that others sell under is theirs:
    it is refused unless this seller has things of it already. Refuses with brand_refused, brand_taken."""
    if not name:
        return None
    if not (brand_id := id_of(name)):
        raise Problem(400, "brand_refused", "A brand has letters or digits.")
    known = await session.get(Brand, brand_id)
    if known is None:
        return (await put(session, [(name, "")]))[name]
    listed = select(Listing.product_id)
    own = col(Product.id).in_(listed.where(Listing.seller == seller)) if seller else col(Product.id).not_in(listed)
    others = select(Product.id).where(Product.brand == brand_id, ~own).limit(1)
    mine = select(Product.id).where(Product.brand == brand_id, own).limit(1)
    if (await session.exec(others)).first() and not (await session.exec(mine)).first():
        raise Problem(409, "brand_taken", "Others sell under this brand. Please choose another name.")
    return known


async def of_products(session: AsyncSession, products: Sequence[Product]) -> dict[str, dict[str, str]]:
    """brand -> {"id", "name"}, of those that these products have."""
    wanted = {one.brand for one in products if one.brand}
    rows = await session.exec(select(Brand).where(col(Brand.id).in_(wanted)))
    return {one.id: {"id": one.id, "name": one.name} for one in rows}


async def listed(session: AsyncSession, counts: Mapping[str, int], find: str) -> dict[str, Any]:
    """Those with most products first: {"items": [{"id", "name", "products"}], "more": bool}. counts: of what a search
    finds, by brand; find: letters of the brand's name, in any language."""
    letters = find.casefold().strip()
    rows = (await session.exec(select(Brand))).all()
    hits = [one for one in rows if one.id in counts and letters in one.words.casefold()]
    hits.sort(key=lambda one: (-counts[one.id], one.name))
    items = [{"id": one.id, "name": one.name, "products": counts[one.id]} for one in hits[:SHOWN_MAX]]
    return {"items": items, "more": len(hits) > SHOWN_MAX}
