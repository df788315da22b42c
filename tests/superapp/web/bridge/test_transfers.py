"""wx.requestMerchantTransfer: which calls show and take what a merchant sends, and which do not."""

from dataclasses import dataclass
from typing import Any

import pytest

from superapp.flows.react_to_wallet import Receipts
from superapp.programs import openids
from tests.superapp.conftest import Site
from tests.superapp.published import OpenProgram, Publisher, new_publisher, open_as
from wallet import statements
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.merchants import registry
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.payouts import Payout, PayoutDraft, cancel_payout, create_payout, get_payout
from wallet.reactions import catch_up


@dataclass
class Desk:
    """A merchant with 10.00, Ann's open program, and 3.00 that wait for her."""

    site: Site
    publisher: Publisher
    opened: OpenProgram
    person_id: str
    payout: Payout

    @property
    def call_up(self) -> dict[str, Any]:
        return {"mchId": self.payout.mchid, "appId": self.payout.appid, "package": self.payout.package_info}

    async def ann_has(self) -> int:
        return (await statements.balance_of(self.site.house.wallet, self.person_id, "CNY")).total.amount_minor

    async def state(self) -> str:
        return (await get_payout(self.site.house.wallet, self.payout.mchid, self.payout.out_bill_no)).state


async def desk_of(site: Site) -> Desk:
    publisher = await new_publisher(site)
    await publisher.publish()
    ann = await site.person("Ann")
    opened = await open_as(site, ann, publisher.appid)
    async with site.house.database.read() as session:
        openid = await openids.find_openid(session, ann.id, publisher.appid)
    wallet = site.house.wallet
    object.__setattr__(wallet, "payee_of", _only(publisher.appid, openid or "", ann.id))
    merchant = await registry.create_merchant(wallet, "Lantern Lane")
    demo, account = await demo_money_account(wallet, "CNY"), await merchant_account(wallet, merchant.mchid, "CNY")
    await wallet.ledger.submit(Draft(key_for("in:1"), Kind.POST, demo, account, 1000, "top_up:1"))
    draft = PayoutDraft(merchant.mchid, publisher.appid, "bill0001", "1000", openid or "", 300, "Tea lottery")
    return Desk(site, publisher, opened, ann.id, await create_payout(wallet, draft))


def _only(appid: str, openid: str, person_id: str) -> Any:
    async def payee_of(asked_appid: str, asked_openid: str) -> str | None:
        return person_id if (asked_appid, asked_openid) == (appid, openid) else None

    return payee_of


async def test_the_person_sees_and_takes_it_once_and_gets_a_receipt(both_sites: Site):
    desk = await desk_of(both_sites)

    shown = await desk.opened.call("showMerchantTransfer", desk.call_up)
    assert shown["ok"] == {"merchant": "Lantern Lane", "amount": "3.00 CNY", "remark": "Tea lottery", "reason": ""}
    assert await desk.ann_has() == 0
    for _ in range(2):
        assert await desk.opened.call("takeMerchantTransfer", desk.call_up) == {"ok": {}}

    assert (await desk.ann_has(), await desk.state()) == (300, "SUCCESS")
    again = await desk.opened.call("showMerchantTransfer", desk.call_up)
    assert again["refused"]["errMsg"].endswith("the transfer is not waiting for confirmation")
    await catch_up(both_sites.house.wallet, Receipts(both_sites.house))
    chats = (await desk.opened.client.get("/chats")).text
    assert "Receipt: Tea lottery" in chats


@pytest.mark.parametrize(
    "change", [{"package": "unknown"}, {"mchId": "1600000000"}, {"appId": "wx0000000000000000"}, {"package": ""}]
)
async def test_a_call_with_other_facts_is_refused(site: Site, change: dict[str, str]):
    desk = await desk_of(site)

    for api in ("showMerchantTransfer", "takeMerchantTransfer"):
        answer = await desk.opened.call(api, desk.call_up | change)
        assert answer["refused"]["errno"] == 1001

    assert (await desk.ann_has(), await desk.state()) == (0, "WAIT_USER_CONFIRM")


async def test_another_person_and_another_program_cannot_take_it(both_sites: Site):
    desk = await desk_of(both_sites)
    ben = await open_as(both_sites, await both_sites.person("Ben"), desk.publisher.appid)
    other = await new_publisher(both_sites, "Otto")
    await other.publish()
    elsewhere = await desk.opened.client.post("/bridge/sessions", json={"appid": other.appid, "path": ""})
    there = OpenProgram(desk.opened.client, elsewhere.json())

    for opened, change in ((ben, {}), (there, {}), (there, {"appId": other.appid})):
        for api in ("showMerchantTransfer", "takeMerchantTransfer"):
            answer = await opened.call(api, desk.call_up | change)
            assert answer["refused"]["errMsg"] == f"{api}:fail package is invalid"

    assert (await desk.ann_has(), await desk.state()) == (0, "WAIT_USER_CONFIRM")


async def test_what_is_cancelled_cannot_be_taken(site: Site):
    desk = await desk_of(site)
    await cancel_payout(site.house.wallet, desk.payout.mchid, "bill0001")

    answer = await desk.opened.call("takeMerchantTransfer", desk.call_up)

    assert answer["refused"]["errno"] == 1001
    assert await desk.ann_has() == 0
