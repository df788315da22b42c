"""Which ledger account belongs to whom. Everything in this room that moves money asks here, so that one person, one
merchant and one house account have one spelling."""

from wallet.house import WalletHouse
from wallet.ledger.model import AccountId, AccountKind, Draft, Entry, InsufficientFunds

# How far below zero a house account may go: it mirrors money that lives outside. Far from the ends of 64 bits.
HOUSE_FLOOR_MINOR = -(2**60)


async def person_account(house: WalletHouse, person_id: str, currency: str) -> AccountId:
    return await house.ledger.open_account(AccountKind.PERSON, person_id, currency)


async def merchant_account(house: WalletHouse, mchid: str, currency: str) -> AccountId:
    return await house.ledger.open_account(AccountKind.MERCHANT, mchid, currency)


async def merchant_fees_account(house: WalletHouse, mchid: str, currency: str) -> AccountId:
    """What the house took from this merchant's payments, less what went back with refunds."""
    return await house.ledger.open_account(AccountKind.FEES, mchid, currency)


async def demo_money_account(house: WalletHouse, currency: str) -> AccountId:
    """Where demo money comes from; its balance is minus all of it."""
    return await house.ledger.open_account(AccountKind.CASH_IN, "demo", currency, floor_minor=HOUSE_FLOOR_MINOR)


async def rail_in_account(house: WalletHouse, rail: str, currency: str) -> AccountId:
    """What came in by a rail, less what banks took back: minus what the rail owes us, or has paid to our bank."""
    return await house.ledger.open_account(AccountKind.CASH_IN, f"rail:{rail}", currency, floor_minor=HOUSE_FLOOR_MINOR)


async def rail_out_account(house: WalletHouse, rail: str, currency: str) -> AccountId:
    """What went out by a rail: what we owe it, or have paid to it."""
    return await house.ledger.open_account(
        AccountKind.CASH_OUT, f"rail:{rail}", currency, floor_minor=HOUSE_FLOOR_MINOR
    )


async def debt_account(house: WalletHouse, person_id: str, currency: str) -> AccountId:
    """What a person owes after a bank took money back that was spent already: zero, or minus the debt."""
    return await house.ledger.open_account(
        AccountKind.ESCROW, f"debt:{person_id}", currency, floor_minor=HOUSE_FLOOR_MINOR
    )


async def fees_account(house: WalletHouse, currency: str) -> AccountId:
    """What the house took from people's withdrawals."""
    return await house.ledger.open_account(AccountKind.FEES, "house", currency)


async def fence_accounts(house: WalletHouse, currency: str) -> tuple[AccountId, AccountId]:
    """Two house accounts that never move money: a hold between them uses up an idempotency key for good."""
    out = await house.ledger.open_account(AccountKind.ESCROW, "fence:out", currency, floor_minor=HOUSE_FLOOR_MINOR)
    return out, await house.ledger.open_account(AccountKind.ESCROW, "fence:in", currency)


async def waiting_account(house: WalletHouse, cause: str, currency: str) -> AccountId:
    """Where the money of one transfer or one envelope waits; it never goes below zero, and ends at zero. cause: such as
    "envelope:env_01k3…"."""
    return await house.ledger.open_account(AccountKind.ESCROW, cause, currency)


async def spend(house: WalletHouse, currency: str, draft: Draft) -> Entry:
    """Submit what a person pays. The ledger speaks of accounts; a refusal for lack of money names the currency too."""
    try:
        return await house.ledger.submit(draft)
    except InsufficientFunds as refusal:
        refusal.currency = currency
        raise
