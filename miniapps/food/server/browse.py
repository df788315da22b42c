"""Looking around: the list of restaurants as seen from an address, and one restaurant with its menu."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.food.server.backend import Backend
from miniapps.food.server.menu import Dish, Restaurant
from miniapps.food.server.rules import places, prices
from miniapps.food.server.rules.baskets import Option
from miniapps.food.server.rules.places import Spot
from miniapps.food.server.spoken import NAMES
from miniapps.food.server.tables import Favourite, Place, Portion, stamp


async def list_restaurants(backend: Backend, *, address: str, query: str, openid: str) -> dict[str, Any]:
    """All that match, nearest first. Without an address, distances are from the middle of the town. For a query, the
    dishes that matched come along."""
    spot, now = backend.menu.locate(address), backend.now()
    words = query.casefold().split()[:8]
    say = NAMES.in_all
    async with backend.database.read() as session:
        known = {place.id: place for place in (await session.exec(select(Place))).all()}
        hearts = await _favourites(session, openid)
    found = list[dict[str, Any]]()
    for place in backend.menu.restaurants.values():
        own = " ".join((place.name, say(place.cuisine), say(place.blurb))).casefold()
        dishes = (
            [d for d in place.dishes if _matches(words, " ".join(map(say, (d.name, d.blurb, d.category))))]
            if words
            else []
        )
        if words and not dishes and not all(word in own for word in words):
            continue
        card = _card(place, known[place.id], spot, now) | {"favourite": place.id in hearts}
        found.append(card | {"dishes": [{"id": d.id, "name": d.name, "price_fen": d.price} for d in dishes[:4]]})
    found.sort(key=lambda card: (not card["in_reach"], not card["open"], card["distance_m"]))
    codes = [
        {
            "code": one.code,
            "percent": one.percent,
            "amount_fen": one.amount,
            "free_delivery": one.free_delivery,
            "above_fen": one.above,
        }
        for one in backend.menu.codes.values()
    ]
    return {"town": backend.menu.town, "address_known": spot is not None, "codes": codes, "restaurants": found}


def _matches(words: list[str], text: str) -> bool:
    return all(word in text.casefold() for word in words)


async def show_restaurant(backend: Backend, restaurant_id: str, *, address: str, openid: str) -> dict[str, Any]:
    place, now = backend.menu.restaurant(restaurant_id), backend.now()
    async with backend.database.read() as session:
        known = await session.get_one(Place, restaurant_id)
        hearts = await _favourites(session, openid)
        rows = await session.exec(select(Portion).where(col(Portion.dish_id).in_([d.id for d in place.dishes])))
        portions = {portion.dish_id: portion for portion in rows}
    categories = list(dict.fromkeys(dish.category for dish in place.dishes))
    return _card(place, known, backend.menu.locate(address), now) | {
        "favourite": place.id in hearts,
        "week": place.week,
        "reach_m": place.reach_m,
        "categories": [
            {
                "name": category,
                "dishes": [_dish(dish, portions[dish.id]) for dish in place.dishes if dish.category == category],
            }
            for category in categories
        ],
    }


async def set_favourite(backend: Backend, openid: str, restaurant_id: str, on: bool) -> None:
    backend.menu.restaurant(restaurant_id)
    async with backend.database.write() as session:
        known = await session.get(Favourite, (openid, restaurant_id))
        if on and known is None:
            session.add(Favourite(openid=openid, restaurant_id=restaurant_id))
        elif not on and known is not None:
            await session.delete(known)


async def _favourites(session: AsyncSession, openid: str) -> set[str]:
    return set((await session.exec(select(Favourite.restaurant_id).where(Favourite.openid == openid))).all())


def _card(place: Restaurant, known: Place, spot: Spot | None, now: datetime) -> dict[str, Any]:
    """distance_m is -1 and in_reach false when the address is not in the town."""
    distance = places.metres_between(place.spot, spot) if spot else -1
    in_hours = place.hours.is_open(now)
    opens, closes = place.hours.opens_next(now), place.hours.closes_next(now)
    return {
        "id": place.id,
        "name": place.name,
        "cuisine": place.cuisine,
        "blurb": place.blurb,
        "latitude": place.spot.latitude,
        "longitude": place.spot.longitude,
        "tags": place.tags,
        "open": in_hours and known.accepting,
        "paused": not known.accepting,
        "opens_at": stamp(opens) if opens and not in_hours else "",
        "closes_at": stamp(closes) if closes else "",
        "distance_m": distance,
        "in_reach": 0 <= distance <= place.reach_m,
        "fee_fen": prices.delivery_fee(max(0, distance)),
        "minutes": place.preparation_minutes + places.ride_minutes(max(0, distance)),
        "minimum_fen": place.minimum,
        "percent": place.offer.percent,
        "percent_above_fen": place.offer.above,
        "free_above_fen": place.offer.free_above,
        "stars": round(known.stars / known.ratings, 1) if known.ratings else 0,
        "ratings": known.ratings,
    }


def _dish(dish: Dish, portion: Portion) -> dict[str, Any]:
    return {
        "id": dish.id,
        "name": dish.name,
        "blurb": dish.blurb,
        "price_fen": dish.price,
        "tags": dish.tags,
        "stock": portion.stock if portion.on_sale else 0,
        "sold": portion.sold,
        "options": [_option(option) for option in dish.options],
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": option.name,
        "kind": option.kind,
        "choices": [{"id": c.id, "name": c.name, "price_fen": c.price} for c in option.choices],
    }
