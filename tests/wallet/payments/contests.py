"""What several people want of one thing at the same moment. `things.py` makes the things, `test_interleavings.py` lets
every two of those who want something meet."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.wallet.payments import test_combined, things
from tests.wallet.payments.cards import CardTown
from tests.wallet.payments.things import HIGH_PRICE, PRICE, Case
from tests.wallet.people import PIN, refund_draft
from wallet.house import WalletHouse
from wallet.payments import corrections, dispute_deciding, disputes
from wallet.payments.campaigns import end_campaign
from wallet.payments.code_payments import answer_no, answer_yes, end_questions, pay_by_code, reverse
from wallet.payments.combined import close_combined, confirm_combined, finish_combined
from wallet.payments.confirm import confirm_order
from wallet.payments.envelopes import finish_envelopes, open_envelope
from wallet.payments.holds import capture_hold, confirm_hold, finish_holds, release_expired_holds, release_hold
from wallet.payments.orders import close_order, expire_orders
from wallet.payments.pay_codes import turn_off
from wallet.payments.payouts import cancel_payout, take_payout
from wallet.payments.profit_sharing import release_rest, share
from wallet.payments.refunds import Refund, create_refund
from wallet.payments.restrictions import freeze
from wallet.payments.sharing_rows import Receiver, ReceiverKind, ShareDraft
from wallet.payments.splits import close_split, decline_part, pay_part
from wallet.payments.transfers import accept_transfer, finish_transfers, return_transfer
from wallet.payments.withdrawals import WithdrawalDraft, withdraw

Do = Callable[[CardTown, Case], Awaitable[Any]]


@dataclass(frozen=True)
class Contest:
    """begin: makes the thing. wants: by their names. one_wins: of two different wants never both have their way."""

    name: str
    begin: Do
    wants: dict[str, Do]
    one_wins: bool = False


def after(*work: Callable[[WalletHouse], Awaitable[object]], **amount: float) -> Do:
    """It is so much later, and the worker does this."""

    async def do(town: CardTown, _: Case) -> None:
        town.clock.travel(**amount)
        for one in work:
            await one(town.house)

    return do


def pays(who: str, what: str = "") -> Do:
    """what: of the purse; the thing itself when nothing is said. As the three below."""
    return lambda town, case: confirm_order(town.house, order_id=_id(case, what), person_id=getattr(case, who), pin=PIN)


def sets_aside(who: str, what: str = "") -> Do:
    return lambda town, case: confirm_hold(town.house, hold_id=_id(case, what), person_id=getattr(case, who), pin=PIN)


def pays_basket(who: str, what: str = "") -> Do:
    return lambda town, case: confirm_combined(
        town.house, combine_id=_id(case, what), person_id=getattr(case, who), pin=PIN
    )


def pays_share(what: str = "") -> Do:
    return lambda town, case: pay_part(town.house, _id(case, what), person_id=case.payer, pin=PIN)


def opens(who: str) -> Do:
    return lambda town, case: open_envelope(town.house, case.thing.id, person_id=getattr(case, who))


def captures(amount_minor: int) -> Do:
    return lambda town, case: capture_hold(town.house, case.mchid, case.name, amount_minor=amount_minor)


def approves(operator: str) -> Do:
    return lambda town, case: corrections.approve(town.house, case.thing.id, by=operator)


def _id(case: Case, what: str) -> str:
    return (getattr(case.thing, what) if what else case.thing).id


def refunds(amount_minor: int) -> Do:
    async def do(town: CardTown, case: Case) -> Refund:
        return await create_refund(town.house, refund_draft(case.thing, amount_minor, f"back-{amount_minor}"))

    return do


def shares(amount_minor: int) -> Do:
    async def do(town: CardTown, case: Case) -> None:
        receivers = (Receiver(ReceiverKind.PERSON, case.other, amount_minor),)
        await share(town.house, ShareDraft(case.mchid, case.thing.id, f"{case.name}-{amount_minor}", receivers))

    return do


def scans(till: str) -> Do:
    async def do(town: CardTown, case: Case) -> None:
        await pay_by_code(town.house, things.at_a_till(case, till), case.thing)

    return do


async def withdraws(town: CardTown, case: Case) -> None:
    await withdraw(town.house, WithdrawalDraft(case.payer, case.thing.card.id, case.name, PRICE), pin=PIN)


async def closes_basket(town: CardTown, case: Case) -> None:
    names = {(case.mchid, part.out_trade_no) for part in case.thing.parts}
    await close_combined(town.house, test_combined.MARKET, case.name, names)


async def is_frozen(town: CardTown, case: Case) -> None:
    await freeze(town.house, "person", case.payer, cause="fraud", reason="Two reports", by="olga")


CONTESTS = (
    Contest(
        "an order",
        things.an_order,
        {
            "the payer pays": pays("payer"),
            "somebody else pays": pays("payee"),
            "the merchant closes it": lambda town, case: close_order(town.house, case.mchid, case.name),
            "its time is over": after(expire_orders, days=8),
            "it is asked for again": things.order,
        },
    ),
    Contest(
        "a paid order",
        things.a_paid_order,
        {
            "500 go back": refunds(500),
            "400 go back": refunds(400),
            "all goes back": refunds(PRICE),
            "the merchant spends it": lambda town, case: things.offer(town, case, 600),
        },
        one_wins=True,
    ),
    Contest(
        "a disputed order",
        things.a_disputed_order,
        {
            "operators order a refund": lambda town, case: dispute_deciding.order_refund(
                town.house, case.thing.id, 500, "Cold indeed"
            ),
            "operators refuse": lambda town, case: dispute_deciding.refuse(town.house, case.thing.id, "Warm"),
            "the person withdraws": lambda town, case: disputes.withdraw(
                town.house, case.thing.id, person_id=case.payer
            ),
        },
        one_wins=True,
    ),
    Contest(
        "an order to share",
        things.a_marked_order,
        {
            "150 are shared": shares(150),
            "200 are shared": shares(200),
            "the rest is released": lambda town, case: release_rest(town.house, case.mchid, case.thing.id),
            "all goes back": refunds(PRICE),
        },
    ),
    Contest(
        "a transfer",
        things.a_transfer,
        {
            "accepted": lambda town, case: accept_transfer(town.house, case.thing.id, person_id=case.payee),
            "returned": lambda town, case: return_transfer(town.house, case.thing.id, person_id=case.payee),
            "its time is over": after(finish_transfers, hours=25),
        },
    ),
    Contest(
        "a slow transfer",
        things.a_slow_transfer,
        {
            "accepted again": lambda town, case: accept_transfer(town.house, case.thing.id, person_id=case.payee),
            "returned": lambda town, case: return_transfer(town.house, case.thing.id, person_id=case.payee),
            "it arrives": after(finish_transfers, hours=3),
        },
    ),
    Contest(
        "an envelope",
        things.an_envelope,
        {
            "one opens it": opens("payee"),
            "another opens it": opens("other"),
            "its giver opens it": opens("payer"),
            "its time is over": after(finish_envelopes, hours=25),
        },
    ),
    Contest(
        "a campaign",
        things.a_campaign,
        {
            "one opens it": opens("payee"),
            "another opens it": opens("other"),
            "the merchant ends it": lambda town, case: end_campaign(town.house, case.mchid, case.name),
        },
    ),
    Contest(
        "a split",
        things.a_split,
        {
            "paid": pays_share(),
            "declined": lambda town, case: decline_part(town.house, case.thing.id, person_id=case.payer),
            "closed": lambda town, case: close_split(town.house, case.thing.id, person_id=case.payee),
        },
    ),
    Contest(
        "a question for a hold",
        things.a_question,
        {
            "the payer says yes": sets_aside("payer"),
            "somebody else says yes": sets_aside("payee"),
            "the merchant takes it back": lambda town, case: release_hold(town.house, case.mchid, case.name),
            "its time is over": after(finish_holds, hours=3),
        },
    ),
    Contest(
        "a hold",
        things.a_hold,
        {
            "200 are captured": captures(200),
            "300 are captured": captures(300),
            "let go": lambda town, case: release_hold(town.house, case.mchid, case.name),
            "its time is over": after(release_expired_holds, finish_holds, days=8),
        },
    ),
    Contest(
        "a basket",
        things.a_basket,
        {
            "the payer pays": pays_basket("payer"),
            "somebody else pays": pays_basket("payee"),
            "closed": closes_basket,
            "its time is over": after(finish_combined, days=8),
        },
    ),
    Contest(
        "a payout",
        things.a_payout,
        {
            "taken": lambda town, case: take_payout(town.house, case.thing.id, person_id=case.payee),
            "cancelled": lambda town, case: cancel_payout(town.house, case.mchid, case.thing.out_bill_no),
            "its time is over": after(release_expired_holds, hours=25),
        },
    ),
    Contest(
        "a pay code",
        things.a_code,
        {
            "one till": scans("-a"),
            "another till": scans("-b"),
            "the person turns it off": lambda town, case: turn_off(town.house, case.payer),
        },
    ),
    Contest(
        "a question at a till",
        things.a_question_at_a_till,
        {
            "yes": lambda town, case: answer_yes(town.house, case.thing.id, person_id=case.payer, pin=PIN),
            "no": lambda town, case: answer_no(town.house, case.thing.id, person_id=case.payer),
            "the till gives up": lambda town, case: reverse(town.house, case.mchid, case.name),
            "its time is over": after(end_questions, minutes=5),
        },
    ),
    Contest(
        "a correction",
        things.a_correction,
        {
            "approved": approves("otto"),
            "approved by another": approves("uma"),
            "refused": lambda town, case: corrections.refuse(town.house, case.thing.id, by="eve", reason="no"),
        },
        one_wins=True,
    ),
    Contest(
        "a purse",
        things.a_purse,
        {
            "pays": pays("payer", "order"),
            "pays something else": pays("payer", "order_too"),
            "sends": things.send,
            "gives an envelope": things.share_out,
            "pays a share": pays_share("split"),
            "says yes to a hold": sets_aside("payer", "hold"),
            "pays a basket": pays_basket("payer", "basket"),
            "withdraws": withdraws,
        },
        one_wins=True,
    ),
    Contest(
        "a purse that is frozen",
        things.a_purse,
        {
            "frozen": is_frozen,
            "pays": pays("payer", "order"),
            "sends": things.send,
            "gives an envelope": things.share_out,
            "withdraws": withdraws,
        },
    ),
    Contest(
        "an allowance",
        things.an_allowance,
        {
            "pays": pays("payer", "order"),
            "pays something else": pays("payer", "order_too"),
            "sends": lambda town, case: things.send(town, case, HIGH_PRICE),
            "gives an envelope": lambda town, case: things.share_out(town, case, HIGH_PRICE),
            "pays a share": pays_share("split"),
            "says yes to a hold": sets_aside("payer", "hold"),
        },
        one_wins=True,
    ),
)
