"""Short ways to say what the tests of the ledger say often."""

import hashlib
from datetime import datetime

from wallet.ledger.ledger import Ledger
from wallet.ledger.model import AccountId, AccountKind, Draft, Kind

CASH_FLOOR = -(10**15)


def key(name: str) -> bytes:
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def post(name: str, debit: AccountId, credit: AccountId, amount: int, *, cause: str = "test:one") -> Draft:
    return Draft(key(name), Kind.POST, debit, credit, amount, cause)


def authorize(
    name: str, debit: AccountId, credit: AccountId, amount: int, *, expires_at: datetime | None = None
) -> Draft:
    return Draft(key(name), Kind.AUTHORIZE, debit, credit, amount, "hold:one", expires_at=expires_at)


def capture(name: str, hold: str, amount: int, *, debit: AccountId = 0, credit: AccountId = 0) -> Draft:
    return Draft(key(name), Kind.CAPTURE, debit, credit, amount, "capture:one", hold=key(hold))


def void(name: str, hold: str) -> Draft:
    return Draft(key(name), Kind.VOID, 0, 0, 0, "void:one", hold=key(hold))


async def open_cash(ledger: Ledger, *, currency: str = "CNY", floor_minor: int = CASH_FLOOR) -> AccountId:
    return await ledger.open_account(AccountKind.CASH_IN, "demo", currency, floor_minor=floor_minor)


async def open_person(ledger: Ledger, name: str, balance: int = 0, *, currency: str = "CNY") -> AccountId:
    """A person's account with this balance, from the cash account of the same currency."""
    account = await ledger.open_account(AccountKind.PERSON, name, currency)
    if balance:
        cash = await open_cash(ledger, currency=currency)
        await ledger.submit(post(f"top up {name} {currency}", cash, account, balance, cause="top_up:one"))
    return account
