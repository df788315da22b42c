"""Other sellers' shelves, made by code: fifty thousand products of several merchants, the same ones on every machine.
`stock` puts them on the shelf beside the shop's own; which seller a product belongs to stands in `Listing`."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import col, select

from miniapps.kit.database import Database
from miniapps.shop.server import search
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
        }


async def stock(database: Database, sellers: Sequence[Seller], count: int = PRODUCTS) -> int:
    """Put them on the shelf, once; returns how many were new."""
    made = list(products(count, [seller.id for seller in sellers])) if sellers else []
    new = 0
    for start in range(0, len(made), AT_ONCE):
        part = made[start : start + AT_ONCE]
        async with database.write() as session:
            wanted = select(Product.id).where(col(Product.position).between(part[0]["position"], part[-1]["position"]))
            known = set((await session.exec(wanted)).all())
            fresh = [one for one in part if one["id"] not in known]
            if not fresh:
                continue
            plain = ("id", "name", "blurb", "category", "position")
            await session.execute(insert(Product), [{key: one[key] for key in plain} | {"sold": 0} for one in fresh])
            await session.execute(insert(Variant), [row for one in fresh for row in _variants(one)])
            listings = [{"product_id": one["id"], "seller": one["seller"]} for one in fresh]
            await session.execute(insert(Listing), listings)
            words = [(one["position"], f"{NAMES.in_all(one['name'])} {one['words']}") for one in fresh]
            await search.index(session, words)
        new += len(fresh)
    return new


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
