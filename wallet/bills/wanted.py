"""Which bill a merchant wants, and what is said when there is none. The other files of this room lean on it; callers
import these names from `files.py`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from wallet.errors import WalletError


class BillPart(StrEnum):
    ALL = "ALL"  # the trades: payments and refunds
    SUCCESS = "SUCCESS"  # payments alone
    REFUND = "REFUND"  # refunds alone
    BASIC = "BASIC"  # the account: what moved on it


TRADES = (BillPart.ALL, BillPart.SUCCESS, BillPart.REFUND)


@dataclass(frozen=True, slots=True)
class WantedBill:
    """day: in the wallet's time zone. is_packed: as a gzip file."""

    mchid: str
    part: BillPart
    day: date
    currency: str
    is_packed: bool


@dataclass(eq=False)
class BillMissing(WalletError):
    """Nothing happened on that day, or the day is still to come."""

    code: ClassVar[str] = "bill_missing"
    day: str


@dataclass(eq=False)
class BillNotYet(WalletError):
    """The day is not over, or has only just ended."""

    code: ClassVar[str] = "bill_not_yet"
    day: str


@dataclass(eq=False)
class BillLinkInvalid(WalletError):
    """Run out, changed, or another merchant's."""

    code: ClassVar[str] = "bill_link_invalid"
