"""What is sold: loading the catalogue into the database, browsing and searching it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.kit.problems import Problem
from miniapps.shop.server import brands, drops, search
from miniapps.shop.server.brands import Brand
from miniapps.shop.server.search import Narrowed
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import Listing, Product, Review, Variant, Worded
from miniapps.shop.server.tastes import Taste

SOURCE = Path(__file__).parent / "data" / "catalogue.json"
PAGE_SIZE = 12


def source() -> dict[str, Any]:
    return json.loads(SOURCE.read_text(encoding="utf-8"))


async def load(database: Database) -> None:
    """Put new products and variants on the shelf; what is there keeps its stock and price, which the seller's desk may
    have changed. Names follow the source."""
    await search.create(database)
    async with database.write() as session:
        own = (await brands.put(session, [(brands.OWN, "")]))[brands.OWN]
        for position, item in enumerate(source()["products"]):
            product = await session.get(Product, item["id"]) or Product(
                id=item["id"], position=0, name="", category="", blurb=""
            )
            product.position = position
            if not await session.get(Worded, item["id"]):
                product.name, product.category, product.blurb = item["name"], item["category"], item["blurb"]
                product.brand = own.id
            session.add(product)
            for place, choice in enumerate(item["variants"]):
                variant = await session.get(Variant, choice["id"]) or Variant(
                    id=choice["id"],
                    product_id=item["id"],
                    position=0,
                    label="",
                    price_fen=choice["price_fen"],
                    stock=choice["stock"],
                )
                variant.position, variant.label = place, choice["label"]
                session.add(variant)
            await session.flush()
            brand = await session.get(Brand, product.brand)
            await search.index(session, [(position, words_of(product, brand))])


def words_of(product: Product, brand: Brand | None) -> str:
    """Everything a person may look for to find it."""
    said = f"{NAMES.in_all(product.name)} {NAMES.in_all(product.blurb)} {product.category}"
    return f"{said} {brand.words}" if brand else said


async def browse(
    session: AsyncSession, narrowed: Narrowed, *, query: str, page: int, taste: Taste | None = None
) -> dict[str, Any]:
    """One page of cards: {"items": [...], "more": bool}. Every word of the query must occur in its text. taste: what
    words find stands in its order instead of the shelf's."""
    start, most = page * PAGE_SIZE, PAGE_SIZE + 1
    found = await search.find(session, query, narrowed, offset=start, limit=most, taste=taste)
    if found is None:
        wanted = select(Product.position).where(*_shelf(narrowed)).order_by(col(Product.position))
        found = list((await session.exec(wanted.offset(start).limit(most))).all())
    return {"items": await cards_at(session, found[:PAGE_SIZE]), "more": len(found) > PAGE_SIZE}


async def cards_at(session: AsyncSession, positions: Sequence[int]) -> list[dict[str, Any]]:
    """In this order, each with its seller."""
    rows = (await session.exec(select(Product).where(col(Product.position).in_(positions)))).all()
    shown = sorted(rows, key=lambda product: positions.index(product.position))
    sellers, cards = await sellers_of(session, [one.id for one in shown]), await cards_of(session, shown)
    return [card | {"seller": sellers.get(card["id"], "")} for card in cards]


async def list_brands(session: AsyncSession, narrowed: Narrowed, *, query: str, find: str) -> dict[str, Any]:
    """The brands of what this search finds, as `brands.listed` does."""
    counts = await search.count_brands(session, query, narrowed)
    if counts is None:
        wanted = select(Product.brand, func.count()).where(Product.brand != "", *_shelf(narrowed))
        counts = dict((await session.exec(wanted.group_by(Product.brand))).all())
    return await brands.listed(session, counts, find)


def _shelf(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    conditions = [] if narrowed.seller is None else [sold_by(narrowed.seller)]
    if narrowed.category:
        conditions.append(col(Product.category) == narrowed.category)
    if narrowed.brand:
        conditions.append(col(Product.brand) == narrowed.brand)
    return conditions


def sold_by(seller: str) -> ColumnElement[bool]:
    """seller: "" for the shop's own products, which have no listing."""
    listed = select(Listing.product_id)
    if seller:
        return col(Product.id).in_(listed.where(Listing.seller == seller))
    return col(Product.id).not_in(listed)


async def show(session: AsyncSession, product_id: str) -> dict[str, Any]:
    """One product with its variants (drop_id: of the queue that a limited one is sold by, or ""; is_off: its seller has
    called that off) and what goes with it. Refuses with product_unknown."""
    product = await session.get(Product, product_id)
    if product is None:
        raise Problem(404, "product_unknown", "This product is no longer sold.")
    others = (
        await session.exec(
            select(Product)
            .where(Product.category == product.category, Product.id != product.id)
            .order_by(col(Product.sold).desc(), col(Product.position))
            .limit(3)
        )
    ).all()
    variants = await variants_of(session, [product.id])
    queues = await drops.of_variants(session, [one.id for one in variants[product.id]])
    own, *related = await cards_of(session, [product, *others])
    return {
        **own,
        "seller": (await sellers_of(session, [product.id])).get(product.id, ""),
        "variants": [
            {
                "id": one.id,
                "label": one.label,
                "price_fen": one.price_fen,
                "stock": one.stock,
                **drops.limits(queues.get(one.id)),
            }
            for one in variants[product.id]
        ],
        "related": related,
    }


async def sellers_of(session: AsyncSession, product_ids: list[str]) -> dict[str, str]:
    """The seller of each product of the market; the shop's own are left out."""
    rows = await session.exec(select(Listing).where(col(Listing.product_id).in_(product_ids)))
    return {row.product_id: row.seller for row in rows}


async def variants_of(session: AsyncSession, product_ids: list[str]) -> dict[str, list[Variant]]:
    rows = await session.exec(
        select(Variant).where(col(Variant.product_id).in_(product_ids)).order_by(col(Variant.position))
    )
    found: dict[str, list[Variant]] = {product_id: [] for product_id in product_ids}
    for variant in rows:
        found[variant.product_id].append(variant)
    return found


async def cards_of(session: AsyncSession, products: Sequence[Product]) -> list[dict[str, Any]]:
    ids = [product.id for product in products]
    variants, marks = await variants_of(session, ids), await marks_of(session, ids)
    rows = await session.exec(select(Worded).where(col(Worded.product_id).in_(ids)))
    pictures, made_by = {row.product_id: row.picture for row in rows}, await brands.of_products(session, products)
    return [
        _card(product, variants[product.id], *marks.get(product.id, (0.0, 0)))
        | {"picture": pictures.get(product.id, ""), "brand": made_by.get(product.brand)}
        for product in products
    ]


async def marks_of(session: AsyncSession, product_ids: Sequence[str]) -> dict[str, tuple[float, int]]:
    """(average stars to one decimal, how many) of each product that has reviews."""
    rows = await session.exec(
        select(Review.product_id, func.avg(Review.stars), func.count())
        .where(col(Review.product_id).in_(product_ids))
        .group_by(Review.product_id)
    )
    return {product_id: (round(float(average), 1), count) for product_id, average, count in rows.all()}


def _card(product: Product, variants: list[Variant], stars: float, reviews: int) -> dict[str, Any]:
    return {
        "id": product.id,
        "name": product.name,
        "category": product.category,
        "blurb": product.blurb,
        "price_fen": min(one.price_fen for one in variants),
        "several_prices": len({one.price_fen for one in variants}) > 1,
        "stock": sum(one.stock for one in variants),
        "sold": product.sold,
        "stars": stars,
        "reviews": reviews,
    }
