"""What may lie in a basket: one restaurant, known dishes, options as the dish offers them, sensible numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

QUANTITY_MAX = 20
LINES_MAX = 40


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    name: str
    price: int


@dataclass(frozen=True, slots=True)
class Option:
    """one: exactly one of the choices; many: any of them, each once."""

    id: str
    name: str
    kind: Literal["one", "many"]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DishFacts:
    id: str
    restaurant_id: str
    price: int
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """choices: option id -> chosen ids. owner: openid of whose line it is."""

    dish_id: str
    quantity: int
    choices: Mapping[str, Sequence[str]]
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a basket cannot be ordered: a stable code and the dish it is about."""

    code: str
    dish_id: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    wanted: Wanted
    unit: int
    labels: tuple[str, ...]

    @property
    def amount(self) -> int:
        return self.unit * self.wanted.quantity


def price_lines(
    wanted: Sequence[Wanted], dishes: Mapping[str, DishFacts], restaurant_id: str
) -> list[PricedLine] | Refused:
    """Each line with its price, or the first reason against it."""
    if not wanted or len(wanted) > LINES_MAX:
        return Refused("basket_empty" if not wanted else "basket_full")
    lines = list[PricedLine]()
    for one in wanted:
        dish = dishes.get(one.dish_id)
        if dish is None:
            return Refused("dish_unknown", one.dish_id)
        if dish.restaurant_id != restaurant_id:
            return Refused("one_restaurant", one.dish_id)
        if not 1 <= one.quantity <= QUANTITY_MAX:
            return Refused("quantity_refused", one.dish_id)
        chosen = choose(dish, one.choices)
        if chosen is None:
            return Refused("options_refused", one.dish_id)
        lines.append(
            PricedLine(one, dish.price + sum(choice.price for choice in chosen), tuple(c.name for c in chosen))
        )
    return lines


def choose(dish: DishFacts, choices: Mapping[str, Sequence[str]]) -> list[Choice] | None:
    """The chosen ones in the menu's order; None when the dish does not offer them so. An option of kind "one" that is
    left out takes its first choice."""
    if set(choices) - {option.id for option in dish.options}:
        return None
    found = list[Choice]()
    for option in dish.options:
        ids = list(choices.get(option.id, ()))
        if option.kind == "one" and not ids:
            ids = [option.choices[0].id]
        known = [choice for choice in option.choices if choice.id in ids]
        if len(known) != len(ids) or (option.kind == "one" and len(ids) != 1):
            return None
        found.extend(known)
    return found


def needed(dish_quantities: Sequence[tuple[str, int]]) -> dict[str, int]:
    """How many portions of each dish: two lines with other options eat from the same pot."""
    total = dict[str, int]()
    for dish_id, quantity in dish_quantities:
        total[dish_id] = total.get(dish_id, 0) + quantity
    return total
