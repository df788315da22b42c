"""`wx.requestMerchantTransfer`: a program hands over what its merchant was given for a transfer, the host shows it, and
the person takes the money. Merchant, amount and remark come from the wallet, never from the program. Called by
web/bridge, first to show the sheet and again when the person accepts."""

from dataclasses import dataclass

from superapp.house import House
from superapp.programs.sessions import ProgramSession
from wallet.merchants.registry import get_merchant
from wallet.money import Money
from wallet.payments.payouts import (
    Payout,
    PayoutNotOpen,
    PayoutState,
    PayoutUnknown,
    get_payout_by_package,
    take_payout,
)


@dataclass(frozen=True, slots=True)
class CallUp:
    """As the program passed it on from its server."""

    mchid: str
    appid: str
    package: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What the sheet shows. reason: the merchant's words for what the money is, or ""."""

    merchant: str
    amount: Money
    remark: str
    reason: str


async def show(house: House, program_session: ProgramSession, call_up: CallUp) -> Offer:
    """Raises PayoutUnknown, also for another person's, program's or merchant's; PayoutNotOpen when it is over."""
    payout = await _offered(house, program_session, call_up)
    if payout.state is not PayoutState.WAIT_USER_CONFIRM:
        raise PayoutNotOpen(payout.id, payout.state)
    merchant = await get_merchant(house.wallet, payout.mchid)
    return Offer(merchant.name, Money(payout.amount_minor, payout.currency), payout.remark, payout.perception)


async def accept(house: House, program_session: ProgramSession, call_up: CallUp) -> None:
    """Take the money, once; harmless when repeated. Raises as `show`; AccountRefused, LedgerBusy: it still waits."""
    payout = await _offered(house, program_session, call_up)
    await take_payout(house.wallet, payout.id, person_id=program_session.person_id)


async def _offered(house: House, program_session: ProgramSession, call_up: CallUp) -> Payout:
    payout = await get_payout_by_package(house.wallet, call_up.package, person_id=program_session.person_id)
    if (payout.mchid, payout.appid, call_up.appid) != (call_up.mchid, program_session.appid, program_session.appid):
        raise PayoutUnknown(call_up.package)
    return payout
