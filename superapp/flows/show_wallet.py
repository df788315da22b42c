"""A person's own money: what they have, in each currency, and what is on its way. Called by web/pages/wallet; the
history is show_movements'."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from superapp.accounts.people import Person
from superapp.house import House
from superapp.programs import order_pages, registry
from superapp.programs.errors import ProgramUnknown
from superapp.readers import reader_for
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.movements.waiting import payouts_waiting
from wallet.payments import pins
from wallet.payments.envelopes import envelopes_under_way
from wallet.payments.holds import MerchantHold, holds_under_way
from wallet.payments.restrictions import RestrictionRow, restriction_of
from wallet.payments.splits import PartState, Split, open_splits
from wallet.payments.top_ups import debts_of, top_ups_under_way
from wallet.payments.transfers import TransferState, transfers_under_way
from wallet.payments.withdrawals import withdrawals_under_way


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Money that has left one wallet and has not arrived, or that is asked for. kind: "to" (a transfer of theirs),
    "from" (one to them), "envelope" (of theirs), "payout" (a merchant's, to them), "hold" (set aside for the merchant
    `other`, at most `amount`), "collecting" (a split bill of theirs), "owing" (their share of another's), "top_up" or
    "withdrawal" (by card). href: where it can be seen, taken or paid. state: of a transfer, "waiting" or "accepted"; of
    a top-up, as the wallet's; else "". left: shares not opened or not paid, of `shares`; amount: what may still come
    back, or arrive, or be paid. until: when it goes back by itself, or arrives."""

    kind: str
    href: str
    other: str
    note: str
    state: str
    amount: Money
    until: datetime | None
    left: int = 0
    shares: int = 0


@dataclass(frozen=True, slots=True)
class WalletView:
    """balances: the house's own currency first, then the others this person has money in. under_way: holds, transfers,
    payouts, envelopes, split bills, money by card. restriction: why no money may leave, if none may. has_cards: whether
    a card processor is connected. debts: what banks took back and the wallet has not given yet, by currency."""

    balances: list[statements.Balance]
    under_way: list[UnderWay]
    has_pin: bool
    demo: bool
    restriction: RestrictionRow | None
    has_cards: bool
    debts: list[Money]


async def overview(house: House, person: Person) -> WalletView:
    return WalletView(
        balances=await statements.balances_of(house.wallet, person.id),
        under_way=await _under_way(house, person),
        has_pin=await pins.has_pin(house.wallet, person.id),
        demo=house.wallet.settings.demo,
        restriction=await restriction_of(house.wallet, person.id),
        has_cards=house.wallet.rail is not None,
        debts=await debts_of(house.wallet, person.id),
    )


async def available(house: House, person: Person) -> Money:
    """What they can spend now."""
    return (await statements.balance_of(house.wallet, person.id, house.wallet.settings.currency)).available


async def _under_way(house: House, person: Person) -> list[UnderWay]:
    """What is set aside for merchants, transfers, payouts, envelopes, split bills, then what is not decided by card; of
    each the newest first."""
    transfers = await transfers_under_way(house.wallet, person.id)
    others = [one.receiver_id if one.sender_id == person.id else one.sender_id for one in transfers]
    splits = await open_splits(house.wallet, person.id)
    async with house.database.read() as session:
        reader = await reader_for(session, person, [*others, *(one.starter_id for one in splits)])
    found = [await _held(house, person, one) for one in await holds_under_way(house.wallet, person.id)]
    found += [
        UnderWay(
            kind="to" if one.sender_id == person.id else "from",
            href=f"/transfers/{one.id}",
            other=reader.name(other),
            note=one.note,
            state="accepted" if one.state is TransferState.ACCEPTED else "waiting",
            amount=Money(one.amount_minor, one.currency),
            until=one.arrives_at or one.expires_at,
        )
        for one, other in zip(transfers, others, strict=True)
    ]
    found += [
        UnderWay("payout", f"/p/{one.appid}", one.merchant, one.remark, "", one.amount, one.expires_at)
        for one in await payouts_waiting(house.wallet, person.id)
    ]
    found += [
        UnderWay(
            kind="envelope",
            href=f"/envelopes/{one.id}",
            other="",
            note=one.greeting,
            state="",
            amount=Money(one.total_minor - sum(share.amount_minor for share in one.got), one.currency),
            until=one.expires_at,
            left=one.shares - one.taken,
            shares=one.shares,
        )
        for one in await envelopes_under_way(house.wallet, person.id)
    ]
    found += [_split_under_way(one, person.id, reader.name(one.starter_id)) for one in splits]
    return found + await _by_card(house, person)


async def _held(house: House, person: Person, hold: MerchantHold) -> UnderWay:
    """Named as at the cashier; it leads to the page that the program has told of, or to the program."""
    href = f"/p/{hold.appid}"
    async with house.database.read() as session:
        try:
            other = (await registry.get_program(session, hold.appid)).name
        except ProgramUnknown:
            other = (await get_merchant(house.wallet, hold.mchid)).name
        if page := await order_pages.find(session, hold.id, person.id):
            href += "?path=" + quote(page.path)
    amount = Money(hold.amount_minor, hold.currency)
    return UnderWay("hold", href, other, hold.description, "", amount, hold.expires_at)


def _split_under_way(split: Split, person_id: str, starter: str) -> UnderWay:
    mine, is_mine = split.part_of(person_id), split.starter_id == person_id
    owed = split.asked_minor - split.paid_minor if is_mine else mine.amount_minor if mine else 0
    asked = [one for one in split.parts if one.state is not PartState.OWN]
    return UnderWay(
        kind="collecting" if is_mine else "owing",
        href=f"/splits/{split.id}",
        other=starter,
        note=split.note,
        state="",
        amount=Money(owed, split.currency),
        until=None,
        left=sum(one.state is not PartState.PAID for one in asked),
        shares=len(asked),
    )


async def _by_card(house: House, person: Person) -> list[UnderWay]:
    """Top-ups that are not decided, and withdrawals that have not arrived."""
    coming = await top_ups_under_way(house.wallet, person.id)
    going = await withdrawals_under_way(house.wallet, person.id)
    return [
        UnderWay("top_up", f"/wallet/top-ups/{one.id}", "", "", one.state, Money(one.amount_minor, one.currency), None)
        for one in coming
    ] + [
        UnderWay(
            "withdrawal",
            f"/wallet/withdrawals/{one.id}",
            "",
            "",
            "",
            Money(one.amount_minor, one.currency),
            one.arrives_at,
        )
        for one in going
    ]
