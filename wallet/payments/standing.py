"""How a person stands with the rules: their tier, what each limit leaves them now, how much goes without the PIN. For
the host's pages; an operator sets the tier, the person the amount."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.money import Money
from wallet.payments.limit_rows import PersonRulesRow, PinFreeRow
from wallet.payments.limit_sums import lock_people, used_in
from wallet.payments.limits import pin_free_chosen, pin_free_left
from wallet.payments.pins import check_pin
from wallet.payments.rules import end_of, load_rules


@dataclass(frozen=True, slots=True)
class LimitNow:
    """resets_at: None for "once" and for a limit that never resets."""

    id: str
    operations: tuple[str, ...]
    window: str
    at_most: Money
    used: Money
    resets_at: datetime | None

    @property
    def left(self) -> Money:
        return Money(max(0, self.at_most.amount_minor - self.used.amount_minor), self.at_most.currency)


@dataclass(frozen=True, slots=True)
class Standing:
    """balance_at_most: None for no limit. pin_free: chosen by the person; pin_free_most: what they may choose;
    pin_free_left: of it, in one use, now."""

    tier: str
    limits: list[LimitNow]
    balance_at_most: Money | None
    pin_free: Money
    pin_free_most: Money
    pin_free_left: Money


@dataclass(eq=False)
class TierUnknown(WalletError):
    """known: the tiers there are, as a list in words."""

    code: ClassVar[str] = "tier_unknown"
    tier: str
    known: str


@dataclass(eq=False)
class PinFreeTooMuch(WalletError):
    code: ClassVar[str] = "pin_free_too_much"
    at_most: Money


def tiers(house: WalletHouse) -> list[str]:
    """As the rules list them."""
    return [one.id for one in load_rules(house.settings.rules_file).tiers]


async def standing_of(house: WalletHouse, person_id: str, currency: str = "") -> Standing:
    """currency: "" for the house's own."""
    currency, now = currency or house.settings.currency, house.clock.now()
    rules = load_rules(house.settings.rules_file)
    zone = ZoneInfo(house.settings.time_zone)
    async with house.database.read() as session:
        row = await session.get(PersonRulesRow, person_id) or PersonRulesRow(person_id=person_id)
        tier = rules.tier(row.tier)
        limits = [
            LimitNow(
                one.id,
                tuple(one.operations),
                one.window,
                Money(at_most, currency),
                Money(await used_in(session, house, person_id, one, currency, now), currency),
                end_of(one.window, now, zone),
            )
            for one in tier.limits
            if (at_most := one.minor(currency)) is not None
        ]
        chosen = await pin_free_chosen(session, house, person_id, currency)
        left = await pin_free_left(session, house, person_id, currency)
    most = tier.balance_minor(currency)
    return Standing(
        tier=tier.id,
        limits=limits,
        balance_at_most=None if most is None else Money(most, currency),
        pin_free=chosen,
        pin_free_most=Money(rules.free_of_pin(currency)[0], currency),
        pin_free_left=left,
    )


async def set_tier(house: WalletHouse, person_id: str, tier: str) -> str:
    """Returns the tier they had. What was used before still counts. Raises TierUnknown."""
    if tier not in tiers(house):
        raise TierUnknown(tier, ", ".join(tiers(house)))
    async with house.database.write() as session:
        (row,) = await lock_people(session, [person_id])
        before, row.tier = load_rules(house.settings.rules_file).tier(row.tier).id, tier
    return before


async def set_pin_free(house: WalletHouse, person_id: str, amount: Money, pin: str, *, device: str = "") -> None:
    """From now on the person pays up to this without the PIN; 0 for never. Raises PinFreeTooMuch and, because it opens
    a door, whatever `check_pin` raises."""
    most = Money(load_rules(house.settings.rules_file).free_of_pin(amount.currency)[0], amount.currency)
    if amount > most:
        raise PinFreeTooMuch(most)
    await check_pin(house, person_id, pin, device=device)
    async with house.database.write() as session:
        await lock_people(session, [person_id])
        before = await session.get(PinFreeRow, (person_id, amount.currency))
        if before:
            await session.delete(before)
            await session.flush()
        if amount.amount_minor:
            session.add(PinFreeRow(person_id=person_id, currency=amount.currency, amount_minor=amount.amount_minor))
