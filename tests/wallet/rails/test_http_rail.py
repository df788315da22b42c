"""The port over HTTP reads every answer as a stranger's: what is certain is certain, everything else leaves it open."""

import json
from datetime import UTC, datetime

import pytest

from tests.support import RecordedHttp, TravelClock, unreachable
from wallet.ports import HttpReply
from wallet.rails import http_rail
from wallet.rails.http_rail import HttpRail
from wallet.rails.port import ChargeState, MoveKind, NoticeRefused, PayoutState, RailMove, RailRefused, RailSilent
from wallet.rails.signatures import seal
from wallet.settings import WalletSettings

NOON = TravelClock().now().replace(hour=12)
BACK = "https://host.example/wallet"


@pytest.fixture
def rail(http: RecordedHttp) -> HttpRail:
    facts = {"rail_url": "https://cards.example/", "rail_key": "k" * 32, "rail_webhook_secret": "s" * 32}
    return HttpRail(WalletSettings.model_validate(facts), http)


def says(http: RecordedHttp, document: object, status: int = 200) -> None:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    http.answer = lambda _sent: HttpReply(status, {}, body)


@pytest.mark.parametrize("status", [400, 402, 403, 404, 409, 422])
async def test_a_certain_no_is_refused_with_its_reason(rail: HttpRail, http: RecordedHttp, status: int) -> None:
    for document, reason in (
        ({"code": "card_unknown"}, "card_unknown"),
        ({"code": "c" * 99}, "c" * 64),
        ({"code": 7}, f"status {status}"),
        (["code"], f"status {status}"),
        (b"<html>", f"status {status}"),
        (b"[" * 100_000, f"status {status}"),
    ):
        says(http, document, status)
        with pytest.raises(RailRefused) as refused:
            await rail.pay_out("wdr_1", token="tok", amount_minor=5, currency="CNY")
        assert refused.value.reason == reason


@pytest.mark.parametrize("status", [301, 401, 408, 429, 500, 503])
async def test_anything_else_leaves_it_open(rail: HttpRail, http: RecordedHttp, status: int) -> None:
    says(http, {"state": "approved"}, status)
    with pytest.raises(RailSilent):
        await rail.charge("tup_1", token="tok", amount_minor=5, currency="CNY", return_url=BACK)


async def test_silence_and_what_cannot_be_read_leave_it_open(rail: HttpRail, http: RecordedHttp) -> None:
    http.answer = unreachable
    with pytest.raises(RailSilent):
        await rail.charge_of("tup_1")
    for wrong in (b"", b"{", {"state": "done"}, {"state": 1}, {}, []):
        says(http, wrong)
        with pytest.raises(RailSilent):
            await rail.payout_of("wdr_1")
    for url in ("", "javascript:alert(1)", "http://cards.example/page", "https:///page"):
        says(http, {"url": url, "state": "challenge", "challenge_url": url})
        with pytest.raises(RailSilent):
            await rail.open_card_page("crd_1", return_url=BACK)
        with pytest.raises(RailSilent):
            await rail.charge_of("tup_1")


async def test_what_a_look_finds(rail: HttpRail, http: RecordedHttp) -> None:
    says(http, {"code": "unknown"}, 404)
    assert await rail.charge_of("tup_1") is None
    assert await rail.payout_of("wdr_1") is None
    await rail.forget_card("tok/1")
    assert http.sent[-1].url == "https://cards.example/v1/cards/tok%2F1"
    says(http, {"state": "approved", "more": [1]})
    charge = await rail.charge_of("tup_1")
    assert charge is not None
    assert charge.state is ChargeState.APPROVED
    assert http.sent[-1].headers["Authorization"] == "Bearer " + "k" * 32
    says(http, {"state": "pending", "arrives_at": "2026-11-24T10:00:00"})
    payout = await rail.payout_of("wdr_1")
    assert payout is not None
    assert (payout.state, payout.arrives_at) == (PayoutState.PENDING, datetime(2026, 11, 24, 10, tzinfo=UTC))
    says(http, {"card": None})
    assert await rail.card_of("crd_1") is None


async def test_a_report_is_read_to_its_end(rail: HttpRail, http: RecordedHttp, monkeypatch: pytest.MonkeyPatch) -> None:
    move = {"kind": "payout", "reference": "wdr_1", "amount_minor": 5, "currency": "CNY", "at": NOON.isoformat()}
    pages = [{"moves": [move], "next": "2&x=1"}, {"moves": [move | {"kind": "charge_back"}]}]
    http.answer = lambda sent: HttpReply(200, {}, json.dumps(pages["after=2" in sent.url]).encode())

    found = await rail.moves_between(NOON, NOON)

    assert found == [RailMove(kind, "wdr_1", 5, "CNY", NOON) for kind in (MoveKind.PAYOUT, MoveKind.CHARGE_BACK)]
    assert http.sent[-1].url.endswith("after=2%26x%3D1")
    for wrong in ({"kind": "gift"}, {"amount_minor": 0}, {"amount_minor": 2**53}, {"currency": "cny"},
                  {"at": "2026-11-23T12:00:00"}, {"reference": ""}):  # fmt: skip
        says(http, {"moves": [move | wrong]})
        with pytest.raises(RailSilent):
            await rail.moves_between(NOON, NOON)
    monkeypatch.setattr(http_rail, "REPORT_PAGES_MAX", 3)
    says(http, {"moves": [], "next": "1"})
    with pytest.raises(RailSilent, match="without an end"):
        await rail.moves_between(NOON, NOON)


def test_a_notice_is_sealed_fresh_and_readable(rail: HttpRail) -> None:
    stamp = str(int(NOON.timestamp()))

    def sealed(body: bytes, stamp: str = stamp) -> dict[str, str]:
        return {"rail-timestamp": stamp, "rail-signature": seal("s" * 32, stamp, body)}

    body = b'{"id": "ntc_1", "reference": "tup_1"}'
    assert rail.read_notice(sealed(body), body, now=NOON).reference == "tup_1"
    late, unread = str(int(stamp) - 301), b'{"id": "ntc 1", "reference": "tup_1"}'
    for headers, given, reason in (
        ({}, body, "unsigned"),
        (sealed(body) | {"rail-timestamp": "-1"}, body, "unsigned"),
        (sealed(body) | {"rail-timestamp": str(int(stamp) + 1)}, body, "signature"),
        (sealed(body) | {"rail-signature": ""}, body, "signature"),
        (sealed(body), body + b" ", "signature"),
        (sealed(body, late), body, "age"),
        (sealed(unread), unread, "body"),
    ):
        with pytest.raises(NoticeRefused) as refused:
            rail.read_notice(headers, given, now=NOON)
        assert refused.value.reason == reason
