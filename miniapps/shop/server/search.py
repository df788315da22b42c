"""Finding products by words, in any script, among many thousands: SQLite's FTS5.

Chinese, Japanese and Korean are written without blanks, so each of their letters is a word of its own here and a run of
them is looked for as a phrase. The trigram tokenizer, the other way to do it, finds nothing shorter than three letters,
and most Chinese words have two. Other words are found by their beginning."""

# ruff: noqa: S608 - what is joined in are the constants of this file and the names of columns; every value is bound

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.kit.database import Database
from miniapps.shop.server.tastes import Taste

WORDS_MAX = 8
# Han, kana, Hangul, and their extensions.
TOGETHER = "぀-ヿ㐀-䶿一-鿿가-힯豈-﫿\U00020000-\U0003134f"
_HITS = """FROM product_words w JOIN products p ON p.position = w.rowid
WHERE product_words MATCH :match AND (:category = '' OR p.category = :category) AND (:brand = '' OR p.brand = :brand)
AND (:seller IS NULL OR :seller = coalesce(
    (SELECT l.seller FROM listings l INDEXED BY listings_at_a_glance WHERE l.product_id = p.id), ''))"""
_LETTER = re.compile(f"([{TOGETHER}])")
_RUN = re.compile(f"[{TOGETHER}]+|[^\\W{TOGETHER}]+")


async def create(database: Database) -> None:
    """The index, if it is missing. Its rowid is the product's position, so hits come in the order of the shelf."""
    async with database.write() as session:
        await session.execute(
            text("CREATE VIRTUAL TABLE IF NOT EXISTS product_words USING fts5(words, tokenize = 'unicode61')")
        )
        await session.execute(text("CREATE INDEX IF NOT EXISTS products_by_position ON products (position)"))
        await session.execute(text("CREATE INDEX IF NOT EXISTS products_of_category ON products (category, position)"))
        await session.execute(text("CREATE INDEX IF NOT EXISTS products_of_brand ON products (brand, position)"))
        # A word may occur in every product: these answer for a hit without reading its row.
        facts = "position, category, brand, sold, id"
        await session.execute(text(f"CREATE INDEX IF NOT EXISTS products_at_a_glance ON products ({facts})"))
        await session.execute(
            text("CREATE INDEX IF NOT EXISTS products_most_sold ON products (category, sold, position)")
        )
        await session.execute(text("CREATE INDEX IF NOT EXISTS listings_at_a_glance ON listings (product_id, seller)"))


async def index(session: AsyncSession, products: Sequence[tuple[int, str]]) -> None:
    """(position, everything a person may look for); replaces what was known of this position."""
    rows = [{"position": position, "words": _LETTER.sub(r" \1 ", words)} for position, words in products]
    await session.execute(text("DELETE FROM product_words WHERE rowid = :position"), rows)
    await session.execute(text("INSERT INTO product_words (rowid, words) VALUES (:position, :words)"), rows)


async def extend(session: AsyncSession, products: Sequence[tuple[int, str]]) -> None:
    """(position, more to be found by); what was known stays."""
    rows = [{"position": position, "words": _LETTER.sub(r" \1 ", words)} for position, words in products]
    await session.execute(text("UPDATE product_words SET words = words || ' ' || :words WHERE rowid = :position"), rows)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What is searched. category, brand: "" for all; seller: "" for the shop's own things, None for everybody's."""

    category: str = ""
    seller: str | None = None
    brand: str = ""


async def find(
    session: AsyncSession, query: str, narrowed: Narrowed, *, offset: int, limit: int, taste: Taste | None = None
) -> list[int] | None:
    """Positions of the products in which every word occurs, in the order of the shelf, or, with a taste, what has most
    of its points first and then what most people buy; None for a query without any word."""
    match = expression(query)
    if match is None:
        return None
    points, values = _points(taste) if taste else ("", {})
    order = f"{points} DESC, p.sold DESC, w.rowid" if taste else "w.rowid"
    found = await session.execute(
        text(f"SELECT p.position {_HITS} ORDER BY {order} LIMIT :limit OFFSET :offset"),
        {"match": match, **asdict(narrowed), **values, "limit": limit, "offset": offset},
    )
    return [row[0] for row in found]


async def best(session: AsyncSession, taste: Taste, *, limit: int) -> list[int]:
    """Positions of what has points and was not bought yet; for somebody new, of what most people buy."""
    points, values = _points(taste)
    near = f"{points} > 0 AND p.id NOT IN (SELECT value FROM json_each(:known))"
    found = await session.execute(
        text(
            f"SELECT p.position FROM products p WHERE {near if taste.bought else 'p.sold > 0'} "
            f"ORDER BY {points} DESC, p.sold DESC, p.position LIMIT :limit"
        ),
        {"known": json.dumps([one.id for one in taste.bought]), **values, "limit": limit},
    )
    return [row[0] for row in found]


def _points(taste: Taste) -> tuple[str, dict[str, str | int]]:
    """`tastes.points` as SQL, and its values."""
    terms, values = list[str](), dict[str, str | int]()
    for column, given in (("brand", taste.brands), ("category", taste.categories)):
        for n, (value, worth) in enumerate(given.items()):
            terms.append(f"(p.{column} = :{column}_{n}) * :{column}_worth_{n}")
            values |= {f"{column}_{n}": value, f"{column}_worth_{n}": worth}
    return f"({' + '.join(terms) or 'NULL'})", values


async def count_brands(session: AsyncSession, query: str, narrowed: Narrowed) -> dict[str, int] | None:
    """How many of those products each brand has; None for a query without any word."""
    match = expression(query)
    if match is None:
        return None
    found = await session.execute(
        text(f"SELECT p.brand, count(*) {_HITS} AND p.brand <> '' GROUP BY p.brand"),
        {"match": match, **asdict(narrowed)},
    )
    return {row[0]: row[1] for row in found}


def expression(query: str) -> str | None:
    """What FTS5 is asked: `"tea"* AND "茶 壶"`. None when there is no word in the query."""
    runs = [run for run in _RUN.findall(query.lower().replace("_", " ")) if run.strip()][:WORDS_MAX]
    return " AND ".join(_one(run) for run in runs) or None


def _one(run: str) -> str:
    return f'"{" ".join(run)}"' if _LETTER.match(run) else f'"{run}"*'
