"""Campaigns, for which the public client has no word, through the signed request it makes for everything else."""

from typing import Any

from wechatpayv3.async_.type import RequestType

from tests.wallet.merchant_api.test_public_client_combined import call
from tests.wallet.merchant_api.town import Town
from wallet.ids import key_for
from wallet.ledger.model import Draft, Kind
from wallet.payments.accounts import demo_money_account, merchant_account
from wallet.payments.campaigns import get_campaign_by_token
from wallet.payments.envelope_split import commitment_of, divide
from wallet.payments.envelopes import open_envelope

GET, POST = RequestType.GET, RequestType.POST
NUMBER = "/v3/campaigns/out-campaign-no/spring-0001"


def body(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "mchid": town.merchant.mchid,
        "out_campaign_no": "spring-0001",
        "title": "Spring gifts",
        "kind": "lucky",
        "amount": {"total": 888, "currency": "CNY"},
        "shares": 3,
        "greeting": "恭喜发财",
        "cover": "lantern",
    } | changes


async def test_a_merchant_funds_follows_and_ends_a_campaign(town: Town) -> None:
    status, poor = await call(town, POST, "/v3/campaigns", body(town))
    assert (status, poor["code"]) == (403, "NOT_ENOUGH")
    demo = await demo_money_account(town.house, "CNY")
    account = await merchant_account(town.house, town.merchant.mchid, "CNY")
    await town.house.ledger.submit(Draft(key_for("in:1"), Kind.POST, demo, account, 1000, "top_up:1"))

    status, made = await call(town, POST, "/v3/campaigns", body(town))
    assert (status, made["state"], made["taken"], made["seed"], made["amounts"]) == (200, "OPEN", 0, "", [])
    assert await call(town, POST, "/v3/campaigns", body(town)) == (200, made)
    gift = await get_campaign_by_token(town.house, made["claim_path"].removeprefix("/claim/"))
    share = await open_envelope(town.house, gift.id, person_id="per_ann")
    status, found = await call(town, GET, f"{NUMBER}?mchid={town.merchant.mchid}")
    assert (status, found["taken"], found["amount"]["claimed"]) == (200, 1, share.amount_minor)
    assert "per_ann" not in str(found), "who claimed is not the merchant's to know"

    status, ended = await call(town, POST, f"{NUMBER}/end", {"mchid": town.merchant.mchid})
    assert (status, ended["state"], ended["amount"]["returned"]) == (200, "ENDED", 888 - share.amount_minor)
    sealed = {"envelope": ended["campaign_id"], "kind": "lucky", "total_minor": 888, "currency": "CNY", "shares": 3}
    assert commitment_of(sealed, ended["seed"]) == ended["commitment"] == made["commitment"]
    assert divide("lucky", 888, 3, bytes.fromhex(ended["seed"])) == ended["amounts"]


async def test_what_cannot_be_is_refused_in_the_platforms_words(town: Town) -> None:
    for field, changes in (
        ("/title", {"title": ""}),
        ("/amount/total", {"amount": {"total": 2}}),
        ("/shares", {"shares": 0}),
        ("/shares", {"shares": "3"}),
        ("/out_campaign_no", {"out_campaign_no": "x"}),
        ("/mchid", {"mchid": "1600000999"}),
    ):
        status, problem = await call(town, POST, "/v3/campaigns", body(town, **changes))
        assert (status, problem["code"], problem["detail"]["field"]) == (400, "PARAM_ERROR", field)
    status, problem = await call(town, GET, f"{NUMBER}?mchid={town.merchant.mchid}")
    assert (status, problem["code"]) == (404, "RESOURCE_NOT_EXISTS")
