"""The cards that programs put into chats, as they are stored: a message somebody subscribed to, how an order stands,
and a product. Leaned on by superapp/chat/cards.py; the browser's side is superapp/browser/shell/program_cards.ts.

Each is true for ever: a change of an order is another card, so a card never has to be told again."""

import re
from dataclasses import asdict, dataclass, fields
from typing import Any, cast

from superapp.base.amounts import money_text
from superapp.base.errors import ensure
from wallet.money import Money

TITLE_LETTERS_MAX, STATE_LETTERS_MAX, NOTE_LETTERS_MAX, STEP_LETTERS_MAX = 120, 40, 120, 24
PATH_LENGTH_MAX, STEPS_MAX, LINES_MAX = 2_048, 6, 8
TONES = ("plain", "busy", "good", "warn", "bad")
KINDS = ("subscription", "order", "product")

# A file of a bundle, or a picture of this very conversation; nothing that makes a reader's browser ask another server.
OWN_IMAGE = re.compile(
    r"/mp/wx[0-9a-f]{16}/[0-9a-f]{64}/[^?#\s\"'<>\\]{1,400}"
    r"|/chats/cnv_[0-9a-z]{26}/pictures/pic_[0-9a-z]{26}-small\.webp"
)


@dataclass(frozen=True, slots=True)
class SubscriptionCard:
    """title, and the labels of lines: ours, in the person's language; values: the program's. path: the page to open."""

    appid: str
    name: str
    title: str
    lines: list[list[str]]
    path: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class OrderCard:
    """order: the program's own number; title: what was ordered; state: one phrase; tone: of TONES. steps, step: the way
    the order goes and where it is on it, none for no way. amount_minor: 0 for none. path: the page of the order."""

    appid: str
    name: str
    order: str
    title: str
    state: str
    tone: str
    steps: list[str]
    step: int
    amount_minor: int
    currency: str
    note: str
    image: str
    path: str

    def body(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def amount(self) -> Money | None:
        return Money(self.amount_minor, self.currency) if self.amount_minor else None


@dataclass(frozen=True, slots=True)
class ProductCard:
    """amount_minor: the price, 0 for none. image: an address of ours, or ""."""

    appid: str
    name: str
    title: str
    amount_minor: int
    currency: str
    image: str
    path: str

    def body(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def amount(self) -> Money | None:
        return Money(self.amount_minor, self.currency) if self.amount_minor else None


def read_subscription(body: dict[str, Any]) -> SubscriptionCard:
    return SubscriptionCard(**_whole(body, SubscriptionCard))


def read_order(body: dict[str, Any]) -> OrderCard:
    return OrderCard(**_whole(body, OrderCard))


def read_product(body: dict[str, Any]) -> ProductCard:
    return ProductCard(**_whole(body, ProductCard))


def check_program_card(kind: str, body: dict[str, Any]) -> bool:
    """False when the kind is none of these; breaks when the body is not whole."""
    match kind:
        case "subscription":
            card = read_subscription(body)
            ensure(all(_is_pair(line) for line in card.lines), "a line is a label and a value", lines=card.lines)
            ensure(0 < len(card.lines) <= LINES_MAX, "a message says something", lines=card.lines)
        case "order":
            order = read_order(body)
            short = len(order.state) <= STATE_LETTERS_MAX and len(order.note) <= NOTE_LETTERS_MAX
            ensure(order.tone in TONES and short, "an order's state is short", order=order.order)
            ensure(all(len(one) <= STEP_LETTERS_MAX for one in order.steps), "steps are short", steps=order.steps)
            whole = len(order.steps) <= STEPS_MAX and 0 <= order.step <= max(0, len(order.steps) - 1)
            ensure(whole, "an order stands at one of its steps", steps=order.steps, step=order.step)
        case "product":
            read_product(body)
        case _:
            return False
    return True


def card_words(kind: str, body: dict[str, Any]) -> str:
    """What a search finds it by."""
    match kind:
        case "subscription":
            card = read_subscription(body)
            return " ".join((card.name, card.title, *(line[1] for line in card.lines)))
        case "order":
            order = read_order(body)
            return f"{order.name} {order.title} {order.state} {order.order}"
        case _:
            return f"{body['name']} {body['title']}"


def card_line(kind: str, body: dict[str, Any], language: str) -> str:
    """What lists, quotes and notifications show; the program's own words, so there is nothing to translate. language:
    in which amounts are written."""
    match kind:
        case "subscription":
            card = read_subscription(body)
            return f"{card.title}: {card.lines[0][1]}"
        case "order":
            order = read_order(body)
            return f"{order.state}: {order.title}"
        case _:
            card = read_product(body)
            price = f" · {money_text(card.amount, language=language)}" if card.amount else ""
            return f"{card.title}{price}"


def _whole(body: dict[str, Any], card: type[SubscriptionCard | OrderCard | ProductCard]) -> dict[str, Any]:
    ensure(set(body) == {one.name for one in fields(card)}, "a card has all its fields", fields=sorted(body))
    ensure(0 < len(str(body["title"])) <= TITLE_LETTERS_MAX, "a card has a short title", title=body["title"])
    ensure(len(str(body["path"])) <= PATH_LENGTH_MAX, "a card leads somewhere", path=body["path"])
    image = str(body.get("image", ""))
    ensure(image == "" or OWN_IMAGE.fullmatch(image), "a card's picture is ours", image=image)
    return body


def _is_pair(line: object) -> bool:
    return isinstance(line, list) and [type(part) for part in cast("list[object]", line)] == [str, str]
