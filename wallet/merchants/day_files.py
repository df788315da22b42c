"""A merchant's own list of a day's payments and refunds: where it wants to be asked for it, and the asking. The
merchant API keeps the address, `audit/daily.py` asks each day. What a file looks like: `audit/reconciling.py` and
docs/developers/pay.md.

The question is a POST signed as notices are, so a merchant verifies it with what it verifies notices with, and gives
its numbers to nobody else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from sqlmodel import Field

from wallet.database import UtcDateTime, WalletTable
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import get_merchant
from wallet.merchants.signing import AnswerMode, encode_json, signature_headers
from wallet.payments.order_drafts import require_notify_url
from wallet.payments.order_rows import OrderDraftInvalid
from wallet.ports import HttpFailure

URL_LETTERS_MAX = 255
TIMEOUT_SECONDS = 30.0  # a file of a busy day is made when it is asked for


class DayFileUrlRow(WalletTable, table=True):
    """Where a merchant wants to be asked; without a row it is not."""

    __tablename__ = "day_file_urls"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    mchid: str = Field(primary_key=True, max_length=32)
    url: str = Field(max_length=URL_LETTERS_MAX)
    set_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(eq=False)
class DayFileUrlInvalid(WalletError):
    code: ClassVar[str] = "day_file_url_invalid"
    issue: str


@dataclass(eq=False)
class DayFileUrlUnknown(WalletError):
    code: ClassVar[str] = "day_file_url_unknown"
    mchid: str


@dataclass(eq=False)
class DayFileMissing(WalletError):
    """It did not come. status: of the answer; None when there was none."""

    code: ClassVar[str] = "day_file_missing"
    status: int | None


async def set_url(house: WalletHouse, mchid: str, url: str) -> None:
    """The first one, or another one. Raises DayFileUrlInvalid."""
    if len(url) > URL_LETTERS_MAX:
        raise DayFileUrlInvalid(f"at most {URL_LETTERS_MAX} letters")
    try:
        require_notify_url(url, demo=house.settings.demo)
    except OrderDraftInvalid as wrong:
        raise DayFileUrlInvalid(wrong.issue) from wrong
    async with house.database.write() as session:
        await session.merge(DayFileUrlRow(mchid=mchid, url=url, set_at=house.clock.now()))


async def get_url(house: WalletHouse, mchid: str) -> str:
    """Raises DayFileUrlUnknown."""
    if url := await find_url(house, mchid):
        return url
    raise DayFileUrlUnknown(mchid)


async def find_url(house: WalletHouse, mchid: str) -> str | None:
    async with house.database.read() as session:
        row = await session.get(DayFileUrlRow, mchid)
    return row.url if row else None


async def delete_url(house: WalletHouse, mchid: str) -> None:
    """Nothing happens when there is none."""
    async with house.database.write() as session:
        if row := await session.get(DayFileUrlRow, mchid):
            await session.delete(row)


async def ask(house: WalletHouse, mchid: str, url: str, day: date) -> bytes:
    """The file of this day as the merchant gives it, unread. Raises DayFileMissing, MerchantUnknown."""
    merchant = await get_merchant(house, mchid)
    body = encode_json({"mchid": mchid, "day": day.isoformat(), "time_zone": house.settings.time_zone})
    headers = signature_headers(house, platform_keys(house.settings), AnswerMode(merchant.answer_mode), body)
    headers |= {"Content-Type": "application/json; charset=utf-8", "Accept": "text/csv"}
    try:
        reply = await house.http.send("POST", url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS)
    except HttpFailure as failure:
        raise DayFileMissing(None) from failure
    if reply.status != 200:
        raise DayFileMissing(reply.status)
    return reply.body
