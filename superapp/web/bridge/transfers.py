"""The bridge about money from a merchant: what the host's sheet shows, and the person's yes. The host page calls both
for `wx.requestMerchantTransfer`; the second only after the person chose. Called by calls.py. The same shapes for
TypeScript: superapp/browser/runtime/protocol/server.ts."""

from superapp.flows import take_transfer
from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge.api import Answer, Api
from superapp.web.bridge.arguments import Argument, Short


class TransferArgument(Argument):
    """Field names are the platform's."""

    mchId: Short
    appId: Short
    package: Short


async def _show(house: House, session: ProgramSession, arg: TransferArgument) -> Answer:
    offer = await take_transfer.show(house, session, _call_up(arg))
    return {
        "merchant": offer.merchant,
        "amount": str(offer.amount),
        "remark": offer.remark,
        "reason": offer.reason,
    }


async def _accept(house: House, session: ProgramSession, arg: TransferArgument) -> Answer:
    await take_transfer.accept(house, session, _call_up(arg))
    return {}


def _call_up(arg: TransferArgument) -> take_transfer.CallUp:
    return take_transfer.CallUp(mchid=arg.mchId, appid=arg.appId, package=arg.package)


APIS: dict[str, Api] = {
    "showMerchantTransfer": Api(TransferArgument, _show),
    "takeMerchantTransfer": Api(TransferArgument, _accept),
}
