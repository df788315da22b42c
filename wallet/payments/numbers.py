"""The numbers that leave the house: transaction_id, refund_id, prepay_id, transfer_bill_no, package_info,
complaint_id. Merchants store them, people read them out on the phone, so they carry the platform's form: digits with
the China date inside. Unique columns are the last word."""

import base64
from datetime import datetime, timedelta, timezone

from wallet.ports import Chance

CHINA = timezone(timedelta(hours=8))  # the platform's dates are China's wherever the server stands


def new_transaction_id(now: datetime, chance: Chance) -> str:
    """28 digits: "42000", 8 of date, 15 of chance."""
    return f"42000{now.astimezone(CHINA):%Y%m%d}{chance.randrange(0, 10**15):015d}"


def new_refund_id(now: datetime, chance: Chance) -> str:
    """29 digits: "503000", 8 of date, 15 of chance."""
    return f"503000{now.astimezone(CHINA):%Y%m%d}{chance.randrange(0, 10**15):015d}"


def new_prepay_id(now: datetime, chance: Chance) -> str:
    """36 letters: "wx", 14 of date and time, 20 of chance in hex."""
    return f"wx{now.astimezone(CHINA):%Y%m%d%H%M%S}{chance.randbytes(10).hex()}"


def new_transfer_bill_no(now: datetime, chance: Chance) -> str:
    """30 digits: "1330", 8 of date, 18 of chance."""
    return f"1330{now.astimezone(CHINA):%Y%m%d}{chance.randrange(0, 10**18):018d}"


def new_complaint_id(now: datetime, chance: Chance) -> str:
    """27 digits: "2002", 8 of date, 15 of chance."""
    return f"2002{now.astimezone(CHINA):%Y%m%d}{chance.randrange(0, 10**15):015d}"


def new_package_info(chance: Chance) -> str:
    """48 letters of base64url, 288 bits of chance: who knows it was given it."""
    return base64.urlsafe_b64encode(chance.randbytes(36)).decode()
