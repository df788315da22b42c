"""What the desk's program may send, field by field; everything else is refused."""

from typing import Literal

from pydantic import Field

from miniapps.kit.forms import Strict

RequestKey = Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


class LoginForm(Strict):
    code: str = Field(min_length=1, max_length=128)


class CodeForm(Strict):
    code: str = Field(max_length=20)


class MoneyForm(Strict):
    amount_fen: int = Field(ge=1, le=10**7)


class GiftForm(Strict):
    request_key: str = RequestKey
    title: str = Field(min_length=1, max_length=60)
    greeting: str = Field(default="", max_length=60)
    cover: str = Field(max_length=16)
    kind: Literal["lucky", "equal"]
    total_fen: int = Field(ge=1, le=20_000_000)
    shares: int = Field(ge=1, le=10_000)
    hours: int = Field(ge=1, le=720)
