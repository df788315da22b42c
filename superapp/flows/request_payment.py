"""`wx.requestPayment`: a program asks the host to open its cashier for an order, a combined payment or a hold. Its
merchant decided amount and payee; the program only proves that the merchant meant this person to pay it here. Called by
web/bridge; the sheet itself is flows/take_payment."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError
from superapp.house import House
from superapp.programs import cashier_links, openids
from superapp.programs.cashier_links import CashierLink
from superapp.programs.sessions import ProgramSession
from wallet.merchants.signing import verify_call_up
from wallet.payments.payables import get_payable_by_prepay_id

_PREFIX = "prepay_id="


@dataclass(frozen=True, slots=True)
class CallUp:
    """The five fields as the program passed them on from its server."""

    timestamp: str
    nonce: str
    package: str
    sign_type: str
    pay_sign: str


@dataclass(eq=False)
class NotThisPayer(HostError):
    """The order is another program's, or another person is to pay it."""

    code: ClassVar[str] = "not_this_payer"


async def open_cashier(house: House, program_session: ProgramSession, call_up: CallUp) -> str:
    """The token of the cashier sheet.

    Raises NotThisPayer; OrderUnknown, PrepayExpired and CallUpInvalid of the wallet.
    """
    # An unknown prefix gives an id that nothing to pay has.
    order = await get_payable_by_prepay_id(house.wallet, call_up.package.removeprefix(_PREFIX))
    async with house.database.read() as session:
        openid = await openids.find_openid(session, program_session.person_id, program_session.appid)
    if order.appid != program_session.appid or openid is None or order.payer_openid != openid:
        raise NotThisPayer
    await verify_call_up(
        house.wallet,
        order,
        timestamp=call_up.timestamp,
        nonce=call_up.nonce,
        package=call_up.package,
        sign_type=call_up.sign_type,
        pay_sign=call_up.pay_sign,
    )
    link = CashierLink(program_session.person_id, program_session.appid, order.id)
    async with house.database.write() as session:
        return await cashier_links.make_link(session, link, now=house.clock.now(), chance=house.chance)
