"""What restaurants offer: read once from `data/menu.json`, then only looked at. What is left of it is in the tables."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from miniapps.food.server.rules.baskets import Choice, DishFacts, Option
from miniapps.food.server.rules.places import Spot, Street, find_address
from miniapps.food.server.rules.prices import Code, Offer
from miniapps.food.server.rules.slots import Hours, read_hours
from miniapps.kit.problems import Problem

SOURCE = Path(__file__).parent / "data" / "menu.json"


@dataclass(frozen=True, slots=True)
class Dish:
    id: str
    restaurant_id: str
    position: int
    name: str
    category: str
    blurb: str
    price: int
    stock: int
    tags: tuple[str, ...]
    options: tuple[Option, ...]

    @property
    def facts(self) -> DishFacts:
        return DishFacts(self.id, self.restaurant_id, self.price, self.options)


@dataclass(frozen=True, slots=True)
class Restaurant:
    """minimum: fen of dishes an order needs. reach_m: how far its couriers ride."""

    id: str
    name: str
    cuisine: str
    blurb: str
    spot: Spot
    hours: Hours
    week: tuple[str, ...]
    minimum: int
    reach_m: int
    preparation_minutes: int
    offer: Offer
    tags: tuple[str, ...]
    dishes: tuple[Dish, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    town: str
    centre: Spot
    streets: dict[str, Street]
    codes: dict[str, Code]
    restaurants: dict[str, Restaurant]
    dishes: dict[str, Dish]

    def restaurant(self, restaurant_id: str) -> Restaurant:
        found = self.restaurants.get(restaurant_id)
        if found is None:
            raise Problem(404, "restaurant_unknown", "This restaurant is no longer here.")
        return found

    def locate(self, address: str) -> Spot | None:
        """None for an address outside of the town; the centre for none at all."""
        return find_address(self.streets, address) if address.strip() else self.centre

    def code(self, text: str) -> Code | None:
        return self.codes.get(text.strip().upper())


@cache
def menu() -> Menu:
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    town = source["town"]
    options = {
        key: Option(
            key,
            one["name"],
            one["kind"],
            tuple(Choice(choice["id"], choice["name"], choice["price_fen"]) for choice in one["choices"]),
        )
        for key, one in source["options"].items()
    }
    restaurants = dict[str, Restaurant]()
    for place in source["restaurants"]:
        offer = place["offer"]
        restaurants[place["id"]] = Restaurant(
            id=place["id"],
            name=place["name"],
            cuisine=place["cuisine"],
            blurb=place["blurb"],
            spot=Spot(place["latitude"], place["longitude"]),
            hours=read_hours(place["hours"], town["utc_offset_minutes"]),
            week=tuple(place["hours"]),
            minimum=place["minimum_fen"],
            reach_m=place["reach_m"],
            preparation_minutes=place["preparation_minutes"],
            offer=Offer(offer["percent"], offer["above_fen"], offer["free_delivery_above_fen"]),
            tags=tuple(place["tags"]),
            dishes=tuple(
                Dish(
                    id=dish["id"],
                    restaurant_id=place["id"],
                    position=position,
                    name=dish["name"],
                    category=dish["category"],
                    blurb=dish["blurb"],
                    price=dish["price_fen"],
                    stock=dish["stock"],
                    tags=tuple(dish["tags"]),
                    options=tuple(options[key] for key in dish["options"]),
                )
                for position, dish in enumerate(place["dishes"])
            ),
        )
    return Menu(
        town=town["name"],
        centre=Spot(town["latitude"], town["longitude"]),
        streets={
            name: Street(Spot(one["latitude"], one["longitude"]), one["bearing"])
            for name, one in town["streets"].items()
        },
        codes={
            one["code"]: Code(
                one["code"],
                one["percent"],
                one["amount_fen"],
                one["most_fen"],
                one["above_fen"],
                one["free_delivery"],
                one["once"],
            )
            for one in source["codes"]
        },
        restaurants=restaurants,
        dishes={dish.id: dish for place in restaurants.values() for dish in place.dishes},
    )
