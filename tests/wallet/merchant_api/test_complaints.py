"""Complaints over the merchant API, by the public client as it is: told, listed, answered, refunded, completed; and
what is refused."""

from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any

from tests.wallet.merchant_api.test_public_client import Client, client_of, react
from tests.wallet.merchant_api.town import OPENID, Town
from tests.wallet.people import ANN, ann_has, pay
from wallet.merchants.complaints import announce_disputes
from wallet.merchants.documents import CHINA
from wallet.merchants.registry import create_merchant
from wallet.payments.disputes import DisputeDraft, open_dispute
from wallet.payments.orders import get_order_by_prepay_id


async def complained(town: Town, client: Client) -> str:
    """Ann has paid and complains; how the merchant calls it."""
    await ann_has(town.house, 10_000)
    order = {"description": "tea", "out_trade_no": "T-0001", "amount": {"total": 888}, "payer": {"openid": OPENID}}
    made = (await client.ask("pay", **order))[1]
    paid = await pay(town.house, await get_order_by_prepay_id(town.house, made["prepay_id"]), ANN)
    draft = DisputeDraft(ANN, paid.id, "not_received", "The tea never came", 888)
    return (await open_dispute(town.house, draft)).complaint_id


async def test_a_complaint_from_notice_to_refund(town: Town) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(town, "sync", "public_key", stack)
        assert (await client.ask("complaint_notification_query"))[0] == 404
        wanted = {"mchid": town.merchant.mchid, "url": town.shop.url}
        assert await client.ask("complaint_notification_create", url=town.shop.url) == (200, wanted)
        assert await client.ask("complaint_notification_query") == (200, wanted)
        number = await complained(town, client)
        await announce_disputes(town.house)
        await react(town)
        created = await client.read_notice(town.shop.heard[-1])
        assert created
        assert created["event_type"] == "COMPLAINT.CREATE"
        resource = created["resource"]
        assert (resource["complaint_id"], resource["action_type"]) == (number, "CREATE_COMPLAINT")

        status, listed = await client.ask("complaint_list_query", begin_date=f"{datetime.now(CHINA):%Y-%m-%d}")
        assert (status, listed["total_count"], listed["limit"]) == (200, 1, 10)
        status, one = await client.ask("complaint_detail_query", complaint_id=number)
        assert (status, [one]) == (200, listed["data"])
        assert one["complaint_order_info"][0]["out_trade_no"] == "T-0001"
        assert (one["complaint_state"], one["apply_refund_amount"], one["payer_openid"]) == ("PENDING", 888, OPENID)

        said: dict[str, Any] = {"complaint_id": number, "response_content": "已与用户沟通解决"}
        assert await client.ask("complaint_response", **said) == (204, {})
        assert await client.ask("complaint_update_refund", complaint_id=number, action="APPROVE") == (204, {})
        assert (await client.ask("complaint_detail_query", complaint_id=number))[1]["complaint_state"] == "PROCESSING"
        assert await client.ask("complaint_complete", complaint_id=number) == (204, {})
        amount = {"refund": 888, "total": 888, "currency": "CNY"}
        assert (await client.ask("refund", out_refund_no="R-1", out_trade_no="T-0001", amount=amount))[0] == 200

        status, history = await client.ask("complaint_history_query", complaint_id=number)
        assert [step["operate_type"] for step in history["data"]] == [
            "COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE",
            "MERCHANT_CONFIRM_COMPLETE",
            "MERCHANT_APPROVE_REFUND",
            "MERCHANT_RESPONSE",
            "USER_CREATE_COMPLAINT",
        ]
        status, one = await client.ask("complaint_detail_query", complaint_id=number)
        assert (one["complaint_state"], one["complaint_full_refunded"]) == ("PROCESSED", True)
        late = await client.ask("complaint_response", **said)
        assert (late[0], late[1]["code"]) == (400, "INVALID_REQUEST")
        assert (await client.ask("complaint_notification_update", url=town.shop.url))[0] == 200
        assert await client.ask("complaint_notification_delete") == (204, {})


async def test_what_is_refused(town: Town) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(town, "async", "certificate", stack)
        number = await complained(town, client)
        for name, facts, expected in [
            ("complaint_detail_query", {"complaint_id": "2002"}, (404, "RESOURCE_NOT_EXISTS")),
            ("complaint_list_query", {"begin_date": "2026-01-01", "end_date": "2026-02-15"}, (400, "PARAM_ERROR")),
            ("complaint_list_query", {"begin_date": "yesterday"}, (400, "PARAM_ERROR")),
            ("complaint_list_query", {"begin_date": "2026-01-01", "limit": 51}, (400, "PARAM_ERROR")),
            ("complaint_list_query", {"begin_date": "2026-01-01", "complainted_mchid": "16"}, (400, "PARAM_ERROR")),
            ("complaint_response", {"complaint_id": number, "response_content": "x" * 201}, (400, "PARAM_ERROR")),
            ("complaint_update_refund", {"complaint_id": number, "action": "REJECT"}, (400, "PARAM_ERROR")),
            ("complaint_update_refund", {"complaint_id": number, "action": "MAYBE"}, (400, "PARAM_ERROR")),
            ("complaint_notification_create", {"url": "ftp://shop.example"}, (400, "PARAM_ERROR")),
            ("complaint_notification_update", {"url": town.shop.url}, (404, "RESOURCE_NOT_EXISTS")),
        ]:
            status, problem = await client.ask(name, **facts)
            assert (status, problem["code"]) == expected, (name, facts, problem)


async def test_another_merchants_complaint_is_not_there(town: Town) -> None:
    async with AsyncExitStack() as stack:
        client = await client_of(town, "async", "public_key", stack)
        number = await complained(town, client)
        other = await create_merchant(town.house, "Jasmine House")
        theirs = await client_of(Town(town.house, other, town.url, town.shop), "async", "public_key", stack)
        assert (await theirs.ask("complaint_detail_query", complaint_id=number))[0] == 404
        said = {"complaint_id": number, "response_content": "hm"}
        assert (await theirs.ask("complaint_response", **said))[0] == 404
        today = f"{datetime.now(CHINA):%Y-%m-%d}"
        assert (await theirs.ask("complaint_list_query", begin_date=today))[1]["total_count"] == 0
        assert (await client.ask("complaint_detail_query", complaint_id=number))[1]["complaint_state"] == "PENDING"
