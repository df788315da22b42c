"""What the programs send, checked before anything looks at it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from starlette.requests import Request

from miniapps.kit.forms import Strict
from miniapps.shop.server import orders, pictures, wishes
from miniapps.shop.server.coupons import Kind
from miniapps.shop.server.parcels import ParcelState

MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"
PRICE_MAX_FEN, STOCK_MAX = 100_000_000, 100_000

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1_000)]
Id = Annotated[str, StringConstraints(max_length=64)]
RequestKey = Annotated[str, StringConstraints(min_length=8, max_length=64)]
Pictures = Annotated[list[Id], Field(max_length=pictures.TOGETHER_MAX)]


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)
    language: str = Field(default="", max_length=20)


class ItemForm(Strict):
    variant_id: Id
    quantity: int = Field(ge=1, le=orders.QUANTITY_MAX)


class BasketForm(Strict):
    items: list[ItemForm] = Field(min_length=1, max_length=orders.LINES_MAX)


class AskingForm(Strict):
    """items: of the basket, to be shown; none to show nothing any more."""

    product_id: Id
    items: list[ItemForm] = Field(max_length=orders.LINES_MAX)


class OrderForm(BasketForm):
    recipient: Name
    address: str = Field(min_length=1, max_length=200)
    request_key: RequestKey
    total_fen: int | None = None
    """What the page shows; a price that moved meanwhile is said and not charged."""


class WishForm(Strict):
    variant_id: Id
    kind: wishes.Kind


class ListForm(Strict):
    variant_id: Id


class OnForm(Strict):
    on: bool


class QueueForm(Strict):
    """The host was asked to let one message through; tell: when it is their turn; tell_off: when it is called off."""

    tell: bool = False
    tell_off: bool = False


class ReviewForm(Strict):
    stars: int = Field(ge=1, le=5)
    text: Words = ""
    pictures: Pictures = Field(default_factory=list)


class ReturnForm(Strict):
    line_id: int
    quantity: int = Field(ge=1, le=orders.QUANTITY_MAX)
    reason: Literal["damaged", "wrong", "size", "missing", "changed"]
    text: Words = ""
    pictures: Pictures = Field(default_factory=list)
    request_key: RequestKey


class JoinForm(Strict):
    seller: Id
    code: str = Field(default="", max_length=20)


class StepForm(Strict):
    to: ParcelState
    carrier: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""
    tracking: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""


class DecisionForm(Strict):
    accept: bool
    restock: bool = False
    answer: Words = ""


class AnswerForm(Strict):
    text: Words


class CouponForm(Strict):
    kind: Kind
    value: int = Field(ge=1, le=PRICE_MAX_FEN)
    minimum_fen: int = Field(ge=0, le=PRICE_MAX_FEN)
    starts_at: str = Field(pattern=MOMENT)
    ends_at: str = Field(pattern=MOMENT)
    claims_max: int = Field(ge=1, le=1_000_000)
    claims_per_person_max: int = Field(ge=1, le=100)


class SwitchForm(Strict):
    is_on: bool


class VariantForm(Strict):
    """seen_stock: what the desk showed when the number was typed, so that a sale in between is not undone; None for a
    new one."""

    label: Name
    price_fen: int = Field(ge=1, le=PRICE_MAX_FEN)
    stock: int = Field(ge=0, le=STOCK_MAX)
    seen_stock: int | None = None


class DropForm(Strict):
    variant_id: Id
    quantity: int = Field(ge=1, le=STOCK_MAX)
    opens_at: str = Field(pattern=MOMENT)


class GoodsForm(Strict):
    """picture, brand: "" for none, None to leave it as it is."""

    name: Name
    blurb: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""
    category: Id
    picture: Id | None = None
    brand: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] | None = None


class NewGoodsForm(GoodsForm):
    label: Name
    price_fen: int = Field(ge=1, le=PRICE_MAX_FEN)
    stock: int = Field(ge=0, le=STOCK_MAX)


def page_of(request: Request) -> int:
    given = request.query_params.get("page", "0")
    return min(int(given), 10_000) if given.isdigit() and len(given) < 9 else 0
