"""Notices are sent once at a time, until the merchant answers 200 or 204, on the platform's timetable."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.support import RecordedHttp, Sent, TravelClock, unreachable
from tests.wallet.merchants.test_documents import ROW
from tests.wallet.people import ann_has, paid_order
from wallet.errors import BrokenPromise
from wallet.house import WalletHouse
from wallet.merchants.certificates import platform_keys, public_key_of
from wallet.merchants.notice_sending import send_probe
from wallet.merchants.notices import (
    LEASE,
    RETRY_SECONDS,
    deliver_due,
    notices_of,
    queue_order_notice,
    queue_payout_notice,
    run_notices,
)
from wallet.merchants.registry import NewMerchant, create_merchant, remember_answer_mode
from wallet.merchants.signing import answer_message, verify
from wallet.payments.orders import Order
from wallet.payments.payout_rows import view_of
from wallet.ports import HttpReply

ANSWERS_DONE = (200, 204)


@pytest.fixture
async def merchant(house: WalletHouse) -> NewMerchant:
    await ann_has(house, 100_000)
    return await create_merchant(house, "Oolong House")


async def queued(house: WalletHouse, merchant: NewMerchant, *numbers: str) -> list[Order]:
    orders = [await paid_order(house, mchid=merchant.mchid, out_trade_no=number) for number in numbers or ["shop-0001"]]
    async with house.database.write() as session:
        for order in orders:
            await queue_order_notice(session, order)
    return orders


def answering(http: RecordedHttp, status: int) -> None:
    def answer(_sent: Sent) -> HttpReply:
        return HttpReply(status)

    http.answer = answer


@pytest.mark.parametrize("status", ANSWERS_DONE)
async def test_an_answered_notice_is_done(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, clock: TravelClock, status: int
) -> None:
    answering(http, status)
    [order] = await queued(house, merchant)

    assert await deliver_due(house) == 1
    clock.travel(days=2)
    assert await deliver_due(house) == 0

    assert len(http.sent) == 1
    [row] = await notices_of(house, order.id)
    assert (row.due_at, row.attempts, row.last_status) == (None, 1, status)
    assert row.delivered_at is not None


async def test_queueing_twice_tells_once(house: WalletHouse, http: RecordedHttp, merchant: NewMerchant) -> None:
    [order] = await queued(house, merchant)
    async with house.database.write() as session:
        await queue_order_notice(session, order)

    await deliver_due(house)

    assert len(http.sent) == 1


async def test_an_unpaid_order_is_never_announced(house: WalletHouse, merchant: NewMerchant) -> None:
    [order] = await queued(house, merchant)
    with pytest.raises(BrokenPromise):
        async with house.database.write() as session:
            await queue_order_notice(session, replace(order, id="ord_other", paid_at=None))


@pytest.mark.parametrize("refusing", ["500", "no connection"])
async def test_retries_follow_the_timetable_and_end(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, clock: TravelClock, refusing: str
) -> None:
    [order] = await queued(house, merchant)
    answering(http, 500)
    if refusing == "no connection":
        http.answer = unreachable
    began = clock.now()

    await deliver_due(house)
    for number, seconds in enumerate(RETRY_SECONDS, start=1):
        clock.travel(seconds=seconds - 1)
        await deliver_due(house)
        assert len(http.sent) == number, "not a second early"
        clock.travel(seconds=1)
        await deliver_due(house)
        assert len(http.sent) == number + 1
    clock.travel(days=3)
    await deliver_due(house)

    assert len(http.sent) == 16
    assert clock.now() - began == timedelta(days=4, minutes=4)  # 24 h 4 min of retries, then three days of silence
    assert len({json.loads(one.body)["id"] for one in http.sent}) == 1
    [row] = await notices_of(house, order.id)
    assert (row.due_at, row.delivered_at) == (None, None)
    assert row.given_up_at is not None
    assert row.last_failure


@pytest.mark.parametrize("mode", ["certificate", "public_key"])
async def test_a_notice_is_signed_and_encrypted_for_its_merchant(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, mode: str
) -> None:
    await remember_answer_mode(house, merchant.mchid, mode)
    [order] = await queued(house, merchant)

    await deliver_due(house)

    [sent] = http.sent
    keys = platform_keys(house.settings)
    public = keys.public_key.public_key() if mode == "public_key" else public_key_of(keys.certificate_pem)
    assert sent.headers["Wechatpay-Serial"] == (keys.public_key_id if mode == "public_key" else keys.serial_no)
    message = answer_message(sent.headers["Wechatpay-Timestamp"], sent.headers["Wechatpay-Nonce"], sent.body)
    assert verify(public, message, sent.headers["Wechatpay-Signature"])
    import base64

    resource = json.loads(sent.body)["resource"]
    opened = AESGCM(merchant.apiv3_key.encode()).decrypt(
        resource["nonce"].encode(), base64.b64decode(resource["ciphertext"]), resource["associated_data"].encode()
    )
    assert json.loads(opened)["transaction_id"] == order.transaction_id
    assert json.loads(opened)["trade_state"] == "SUCCESS"


class HangingHttp:
    """Holds every request until `release` is set."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.release, self.begun = asyncio.Event(), asyncio.Event()

    async def send(self, method: str, url: str, **_more: object) -> HttpReply:
        self.sent.append(f"{method} {url}")
        self.begun.set()
        await self.release.wait()
        return HttpReply(204)


async def test_two_workers_never_send_one_attempt_at_once(house: WalletHouse, merchant: NewMerchant) -> None:
    await queued(house, merchant, *(f"shop-{number:04d}" for number in range(10)))
    hanging = HangingHttp()
    worker = replace(house, http=hanging)
    first = asyncio.create_task(deliver_due(worker))
    await asyncio.wait_for(hanging.begun.wait(), 10)

    second = asyncio.create_task(deliver_due(worker))
    hanging.release.set()

    assert await first + await second == 10
    assert len(hanging.sent) == 10


async def test_a_dead_workers_notice_is_sent_again_when_its_lease_ends(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, clock: TravelClock
) -> None:
    await queued(house, merchant)
    hanging = HangingHttp()
    dead = asyncio.create_task(deliver_due(replace(house, http=hanging)))
    await asyncio.wait_for(hanging.begun.wait(), 10)
    dead.cancel()
    await asyncio.gather(dead, return_exceptions=True)

    assert await deliver_due(house) == 0
    clock.travel(seconds=LEASE.total_seconds())
    assert await deliver_due(house) == 1
    assert len(http.sent) == 1


async def test_the_loop_sends_what_is_queued_and_stops(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant
) -> None:
    stop, wake, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    def answer(_sent: Sent) -> HttpReply:
        arrived.set()
        return HttpReply(204)

    http.answer = answer
    loop = asyncio.create_task(run_notices(house, stop, wake))
    await queued(house, merchant)
    wake.set()
    await asyncio.wait_for(arrived.wait(), 10)
    stop.set()
    await asyncio.wait_for(loop, 10)


async def test_a_fault_with_one_notice_is_its_own_failed_attempt(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant
) -> None:
    first, second = await queued(house, merchant, "shop-0001", "shop-0002")

    def answer(_sent: Sent) -> HttpReply:
        if len(http.sent) == 1:
            raise RuntimeError("a fault of ours")
        return HttpReply(204)

    http.answer = answer
    assert await deliver_due(house) == 1
    rows = [(await notices_of(house, order.id))[0] for order in (first, second)]
    assert sorted(row.last_failure for row in rows) == ["", "could not be made: RuntimeError"]
    assert sorted(row.delivered_at is None for row in rows) == [False, True]


async def test_who_is_stopped_while_sending_stops_and_the_notice_waits(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, clock: TravelClock
) -> None:
    [order] = await queued(house, merchant)

    def stopped(_sent: Sent) -> HttpReply:
        raise asyncio.CancelledError

    http.answer = stopped
    with pytest.raises(asyncio.CancelledError):
        await deliver_due(house)
    answering(http, 204)
    assert await deliver_due(house) == 0
    clock.travel(seconds=LEASE.total_seconds())
    assert await deliver_due(house) == 1
    assert (await notices_of(house, order.id))[0].delivered_at


async def test_a_notice_that_is_due_later_wakes_its_sender_by_itself(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant, clock: TravelClock
) -> None:
    [order] = await queued(house, merchant)
    answering(http, 500)
    await deliver_due(house)
    stop, arrived = asyncio.Event(), asyncio.Event()

    def answer(_sent: Sent) -> HttpReply:
        arrived.set()
        return HttpReply(204)

    http.answer = answer
    loop = asyncio.create_task(run_notices(house, stop))
    await asyncio.sleep(0.05)
    assert not arrived.is_set()
    clock.travel(seconds=RETRY_SECONDS[0])
    await asyncio.wait_for(arrived.wait(), 10)
    stop.set()
    await asyncio.wait_for(loop, 10)
    assert (await notices_of(house, order.id))[0].delivered_at


async def test_who_gave_no_address_is_told_nothing(house: WalletHouse, merchant: NewMerchant) -> None:
    [order] = await queued(house, merchant)
    payout = replace(view_of(ROW), notify_url="", finished_at=house.clock.now())
    async with house.database.write() as session:
        await queue_order_notice(session, replace(order, id="ord_at_a_till", notify_url=""))
        await queue_payout_notice(session, payout)
    assert await notices_of(house, "ord_at_a_till") == await notices_of(house, payout.id) == []


async def test_a_probe_carries_a_signature_that_no_merchant_may_accept(
    house: WalletHouse, http: RecordedHttp, merchant: NewMerchant
) -> None:
    answering(http, 401)

    attempt = await send_probe(house, merchant.mchid, "https://shop.example/notify")

    assert not attempt.arrived
    signature = http.sent[0].headers["Wechatpay-Signature"]
    assert signature.startswith("WECHATPAY/SIGNTEST/")
    headers = http.sent[0].headers
    message = answer_message(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], http.sent[0].body)
    assert not verify(public_key_of(platform_keys(house.settings).certificate_pem), message, signature)


def test_the_timetable_is_the_platforms() -> None:
    def total(seconds: Sequence[int]) -> timedelta:
        return timedelta(seconds=sum(seconds))

    assert len(RETRY_SECONDS) == 15
    assert total(RETRY_SECONDS) == timedelta(hours=24, minutes=4)
