"""Things that several people want something of: one order, one envelope, one purse, each made ready for a case of its
own, with people and a merchant of its own, so that what it leaves is compared without a look at any other. What is
wanted of them stands in `contests.py`."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.wallet.payments import test_campaigns, test_combined, test_holds, test_payouts
from tests.wallet.payments.between import ENVELOPE, TRANSFER, react
from tests.wallet.payments.cards import CardTown
from tests.wallet.people import PIN, draft, give, pay
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountKind, Draft, Kind
from wallet.money import Money
from wallet.payments import corrections, disputes
from wallet.payments.accounts import demo_money_account, merchant_account, person_account
from wallet.payments.campaigns import fund_campaign
from wallet.payments.code_payments import pay_by_code
from wallet.payments.combined import agree_to_combine, create_combined
from wallet.payments.envelopes import send_envelope
from wallet.payments.fee_rules import FeeRule
from wallet.payments.holds import confirm_hold, create_hold
from wallet.payments.order_rows import OrderDraft
from wallet.payments.orders import create_order, get_order_by_out_trade_no
from wallet.payments.pay_code_rows import PayerAsked
from wallet.payments.pay_codes import codes_ahead, turn_on
from wallet.payments.payouts import create_payout
from wallet.payments.pins import set_pin
from wallet.payments.settlements import Terms, ask_for_sharing, set_terms
from wallet.payments.splits import SplitDraft, start_split
from wallet.payments.standing import set_pin_free, set_tier
from wallet.payments.transfers import accept_transfer, send_money

PRICE, HIGH_PRICE = 700, 15_000
PURSE = 1_000  # enough for one thing at PRICE


@dataclass
class Case:
    """thing: what everybody wants something of."""

    number: int
    thing: Any = None

    def __post_init__(self) -> None:
        self.name, self.mchid = f"case-{self.number:05}", f"16{self.number:08}"
        self.payer, self.payee, self.other = (f"per_{who}{self.number:05}" for who in ("payer", "payee", "other"))


async def left(house: WalletHouse, case: Case) -> list[tuple[int, int]]:
    """Of everybody in the case: what they have, and what of it is not set aside."""
    owners = [(AccountKind.PERSON, one) for one in (case.payer, case.payee, case.other)]
    owners += [(AccountKind.MERCHANT, case.mchid), (AccountKind.FEES, case.mchid)]
    found = [await house.ledger.find_account(kind, owner, "CNY") for kind, owner in owners]
    return [(one.balance_minor, one.available_minor) if one else (0, 0) for one in found]


# How a thing is made, at its price.


async def order(town: CardTown, case: Case, price_minor: int = PRICE, number: str = "") -> Any:
    wish = draft(mchid=case.mchid, out_trade_no=case.name + number, total_minor=price_minor)
    return await create_order(town.house, wish)


async def send(town: CardTown, case: Case, price_minor: int = PRICE, *, delay_seconds: int = 0) -> Any:
    wish = replace(TRANSFER, sender_id=case.payer, receiver_id=case.payee, request_id=case.name)
    return await send_money(town.house, replace(wish, amount_minor=price_minor, delay_seconds=delay_seconds), pin=PIN)


async def share_out(town: CardTown, case: Case, price_minor: int = PRICE) -> Any:
    wish = replace(ENVELOPE, sender_id=case.payer, request_id=case.name, kind="equal", shares=1)
    return await send_envelope(town.house, replace(wish, total_minor=price_minor), pin=PIN)


async def split(town: CardTown, case: Case, price_minor: int = PRICE) -> Any:
    people = (case.payer, case.payee, case.other)
    return await start_split(town.house, SplitDraft(case.payee, case.name, "equal", 3 * price_minor, people))


async def question(town: CardTown, case: Case, price_minor: int = PRICE) -> Any:
    wish = replace(test_holds.DRAFT, mchid=case.mchid, out_hold_no=case.name, amount_minor=price_minor)
    return await create_hold(town.house, wish)


async def basket(town: CardTown, case: Case) -> Any:
    await agree_to_combine(town.house, case.mchid, test_combined.MARKET)
    tea, book = (
        replace(part, mchid=case.mchid, out_trade_no=f"{case.name}-{index}", total_minor=PRICE // 2)
        for index, part in enumerate(test_combined.PARTS)
    )
    return await create_combined(town.house, replace(test_combined.DRAFT, out_trade_no=case.name, parts=(tea, book)))


async def offer(town: CardTown, case: Case, price_minor: int = PRICE) -> Any:
    wish = replace(test_payouts.DRAFT, mchid=case.mchid, out_bill_no=case.name.replace("-", ""), openid=case.payee)
    return await create_payout(town.house, replace(wish, amount_minor=price_minor))


async def _rich(town: CardTown, case: Case) -> None:
    for who in (case.payer, case.payee):
        await give(town.house, who, 100_000, f"{who}-first")


async def _earned(town: CardTown, case: Case) -> None:
    demo, merchant = await demo_money_account(town.house, "CNY"), await merchant_account(town.house, case.mchid, "CNY")
    name = f"earned:{case.name}"
    await town.house.ledger.submit(Draft(key_for(name), Kind.POST, demo, merchant, PRICE, f"top_up:{name}"))


# Things where nobody lacks money.


async def an_order(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    return await order(town, case)


async def a_paid_order(town: CardTown, case: Case) -> Any:
    """The merchant has all of it but a hundredth."""
    await set_terms(town.house, case.mchid, Terms(FeeRule(100)))
    paid = await pay(town.house, await an_order(town, case), case.payer)
    await react(town.house)
    return paid


async def a_marked_order(town: CardTown, case: Case) -> Any:
    """Paid, and set aside to be shared."""
    made = await an_order(town, case)
    await ask_for_sharing(town.house, made.id)
    paid = await pay(town.house, made, case.payer)
    await react(town.house)
    return paid


async def a_disputed_order(town: CardTown, case: Case) -> Any:
    """The dispute about 5.00 of it."""
    paid = await a_paid_order(town, case)
    await _earned(town, case)
    wish = disputes.DisputeDraft(case.payer, paid.id, disputes.REASONS[0], "Cold tea", 500)
    opened = await disputes.open_dispute(town.house, wish)
    await disputes.answer(town.house, case.mchid, opened.complaint_id, "It was warm")
    return await disputes.escalate(town.house, opened.id, "", person_id=case.payer)


async def a_transfer(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    return await send(town, case)


async def a_slow_transfer(town: CardTown, case: Case) -> Any:
    """Accepted, and two hours on its way."""
    await _rich(town, case)
    sent = await send(town, case, delay_seconds=7200)
    return await accept_transfer(town.house, sent.id, person_id=case.payee)


async def an_envelope(town: CardTown, case: Case) -> Any:
    """With one share."""
    await _rich(town, case)
    return await share_out(town, case)


async def a_campaign(town: CardTown, case: Case) -> Any:
    """With one share."""
    await _earned(town, case)
    wish = replace(test_campaigns.DRAFT, mchid=case.mchid, out_campaign_no=case.name, total_minor=PRICE, shares=1)
    return (await fund_campaign(town.house, wish)).envelope


async def a_split(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    return await split(town, case)


async def a_question(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    return await question(town, case)


async def a_hold(town: CardTown, case: Case) -> Any:
    asked = await a_question(town, case)
    return await confirm_hold(town.house, hold_id=asked.id, person_id=case.payer, pin=PIN)


async def a_basket(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    return await basket(town, case)


async def a_payout(town: CardTown, case: Case) -> Any:
    await _earned(town, case)
    return await offer(town, case)


async def a_code(town: CardTown, case: Case) -> Any:
    """It pays PRICE without the PIN."""
    await _rich(town, case)
    await set_pin(town.house, case.payer, PIN)
    await set_pin_free(town.house, case.payer, Money(PRICE), PIN)
    await turn_on(town.house, case.payer, pin=PIN)
    return (await codes_ahead(town.house, case.payer))[0].code


def at_a_till(case: Case, till: str = "") -> OrderDraft:
    wish = draft(mchid=case.mchid, out_trade_no=case.name + till, payer_openid="", notify_url="")
    return replace(wish, total_minor=PRICE)


async def a_question_at_a_till(town: CardTown, case: Case) -> Any:
    """The order; the payer is asked for the PIN."""
    code = await a_code(town, case)
    await set_pin_free(town.house, case.payer, Money(PRICE - 1), PIN)
    with pytest.raises(PayerAsked):
        await pay_by_code(town.house, at_a_till(case), code)
    return await get_order_by_out_trade_no(town.house, case.mchid, case.name)


async def a_correction(town: CardTown, case: Case) -> Any:
    await _rich(town, case)
    payer, payee = [await person_account(town.house, who, "CNY") for who in (case.payer, case.payee)]
    wish = corrections.CorrectionDraft(payer, payee, PRICE, "Paid twice", "ticket 4711")
    return await corrections.propose(town.house, wish, by="olga")


# Things of which there is not enough for two.


@dataclass(frozen=True)
class Purse:
    """One person's money, and what it can go for."""

    order: Any
    order_too: Any
    split: Any
    hold: Any
    basket: Any
    card: Any


async def a_purse(town: CardTown, case: Case) -> Any:
    await give(town.house, case.payer, PURSE, case.name)
    return Purse(
        await order(town, case),
        await order(town, case, number="-too"),
        await split(town, case),
        await question(town, case),
        await basket(town, case),
        await town.card(person_id=case.payer),
    )


async def an_allowance(town: CardTown, case: Case) -> Any:
    """Who is hardly known may pay 500.00 a day, and has paid 300.00; one thing at HIGH_PRICE is left."""
    await set_tier(town.house, case.payer, "starter")
    await give(town.house, case.payer, 90_000, case.name)
    for number in ("-first", "-second"):
        await pay(town.house, await order(town, case, HIGH_PRICE, number), case.payer)
    return Purse(
        await order(town, case, HIGH_PRICE),
        await order(town, case, HIGH_PRICE, "-too"),
        await split(town, case, HIGH_PRICE),
        await question(town, case, HIGH_PRICE),
        None,
        None,
    )
