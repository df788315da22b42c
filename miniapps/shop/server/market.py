"""Other sellers' shelves, made by code: fifty thousand products of several merchants and of a thousand brands, the same
ones on every machine. `stock` puts them on the shelf beside the shop's own; which seller a product belongs to stands in
`Listing`."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.shop.server import brands, search
from miniapps.shop.server.brands import Brand
from miniapps.shop.server.spoken import NAMES
from miniapps.shop.server.tables import Drop, Listing, Product, Variant, stamp

PRODUCTS = 50_000
DROP, DROP_PIECES, DROP_SECONDS = "first", 20, 180
FIRST_POSITION = 1_000  # behind the shop's own
AT_ONCE = 2_000  # rows of one transaction, so that orders come through in between
SIZES = (("Small", "小", 80), ("Large", "大", 120))

SOURCE = Path(__file__).parent / "data" / "market.json"


@dataclass(frozen=True, slots=True)
class Seller:
    """A merchant of the market, with keys of its own."""

    id: str
    name: str
    mchid: str
    serial_no: str
    apiv3_key: str
    private_key_path: Path


def read_sellers(path: Path | None) -> tuple[Seller, ...]:
    """Those of the file; none without one."""
    if path is None:
        return ()
    return tuple(
        Seller(**(facts | {"private_key_path": Path(facts["private_key_path"])}))
        for facts in json.loads(path.read_text())
    )


def products(count: int, sellers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The first `count`; id tells the pictures what to draw: m-<shape>-<shade>-<number>."""
    words = json.loads(SOURCE.read_text(encoding="utf-8"))
    for n in range(count):
        material, mood = words["materials"][n % 12], words["moods"][n // 12 % 12]
        thing = words["things"][n // 144 % 12]
        series = n // 1_728 + 1
        yield {
            "id": "-".join(("m", thing[3], words["shades"][(n * 5 + n // 12) % 8].removeprefix("#"), str(n))),
            "name": f"{mood[0]} {material[0]} {thing[0]} No. {series}",
            "blurb": f"{material[0]}, number {series} of the {mood[0]} series.",
            "words": f"{mood[1]}{material[1]}{thing[1]} · {series} 号",  # as they are written in mainland China
            "category": thing[2],
            "price_fen": thing[4] + n * 37 % 2_000 // 10 * 10,
            "stock": 5 + n * 7 % 60,
            "position": FIRST_POSITION + n,
            "seller": sellers[n % len(sellers)],
            "brand": _brand(words, n),
        }


def brand_names() -> Iterator[tuple[str, str]]:
    """(name, as it is written in mainland China) of all brands."""
    words = json.loads(SOURCE.read_text(encoding="utf-8"))
    for creature, emblem in product(words["creatures"], words["emblems"]):
        yield f"{creature[0]} & {emblem[0]}", f"{creature[1]}与{emblem[1]}"


def _brand(words: dict[str, Any], n: int) -> str:
    """A brand makes one kind of thing: each of the twelve has its share of the 1,080."""
    creatures, emblems = words["creatures"], words["emblems"]
    share = len(creatures) * len(emblems) // len(words["things"])
    number = n // 144 % 12 * share + (n // 1_728 * 144 + n % 144) % share
    creature = number % len(creatures)
    emblem = (number // len(creatures) + creature) % len(emblems)
    return f"{creatures[creature][0]} & {emblems[emblem][0]}"


async def stock(database: Database, sellers: Sequence[Seller], count: int = PRODUCTS) -> int:
    """Put them on the shelf, once; returns how many were new."""
    made = list(products(count, [seller.id for seller in sellers])) if sellers else []
    async with database.write() as session:
        known_brands = await brands.put(session, brand_names() if made else ())
    new = 0
    for start in range(0, len(made), AT_ONCE):
        part = made[start : start + AT_ONCE]
        async with database.write() as session:
            within = col(Product.position).between(part[0]["position"], part[-1]["position"])
            known = dict((await session.exec(select(Product.id, Product.brand).where(within))).all())
            await _label(session, [one for one in part if known.get(one["id"]) == ""], known_brands)
            fresh = [one for one in part if one["id"] not in known]
            if not fresh:
                continue
            plain = ("id", "name", "blurb", "category", "position")
            rows = [
                {key: one[key] for key in plain} | {"sold": 0, "brand": brands.id_of(one["brand"])} for one in fresh
            ]
            await session.execute(insert(Product), rows)
            await session.execute(insert(Variant), [row for one in fresh for row in _variants(one)])
            listings = [{"product_id": one["id"], "seller": one["seller"]} for one in fresh]
            await session.execute(insert(Listing), listings)
            words = [
                (one["position"], f"{NAMES.in_all(one['name'])} {one['words']} {known_brands[one['brand']].words}")
                for one in fresh
            ]
            await search.index(session, words)
        new += len(fresh)
    return new


async def _label(session: AsyncSession, unbranded: Sequence[dict[str, Any]], known: Mapping[str, Brand]) -> None:
    """Those that stood on the shelf before there were brands."""
    if not unbranded:
        return
    rows = [{"id": one["id"], "brand": brands.id_of(one["brand"])} for one in unbranded]
    await session.execute(update(Product), rows)
    await search.extend(session, [(one["position"], known[one["brand"]].words) for one in unbranded])


async def announce_drop(database: Database, now: datetime) -> None:
    """The first product becomes a limited drop that opens soon; once."""
    async with database.write() as session:
        first = (await session.exec(select(Product).where(Product.position == FIRST_POSITION))).first()
        if first is None or await session.get(Drop, DROP):
            return
        variant = await session.get_one(Variant, f"{first.id}-0")
        variant.stock = DROP_PIECES
        opens = stamp(now + timedelta(seconds=DROP_SECONDS))
        drop = Drop(
            id=DROP,
            title=first.name,
            product_id=first.id,
            variant_id=variant.id,
            quantity=DROP_PIECES,
            opens_at=opens,
        )
        session.add_all([variant, drop])


def _variants(one: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{one['id']}-{place}",
            "product_id": one["id"],
            "position": place,
            "label": f"{label} {chinese}",
            "price_fen": one["price_fen"] * percent // 100 // 10 * 10,
            "stock": one["stock"],
        }
        for place, (label, chinese, percent) in enumerate(SIZES)
    ]
