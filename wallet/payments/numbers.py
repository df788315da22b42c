"""The numbers that leave the house: transaction_id, refund_id, prepay_id. Merchants store them, people read them out on
the phone, so they carry the platform's form: digits with the China date inside. Unique columns are the last word."""

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
