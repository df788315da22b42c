"""Only what a merchant signed, exactly as signed, once and now, is accepted."""

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import TravelClock
from tests.wallet.merchant_api.town import Town
from tests.wallet.merchant_api.wire import Wire, problem_of, signed
from wallet.house import WalletHouse
from wallet.merchant_api.auth import Gate, SignedRequest
from wallet.merchant_api.problems import ApiProblem
from wallet.merchants.registry import create_merchant, get_merchant

CREATE = "/v3/pay/transactions/jsapi"
SIGN_ERROR = (401, "SIGN_ERROR")


async def test_what_was_signed_is_accepted(town: Town) -> None:
    assert (await signed(town.merchant, "POST", CREATE, town.order_bytes()).send(town.url)).status_code == 200


async def test_a_replay_is_refused(town: Town) -> None:
    request = signed(town.merchant, "POST", CREATE, town.order_bytes())
    assert (await request.send(town.url)).status_code == 200

    assert problem_of(await request.send(town.url)) == SIGN_ERROR


async def test_a_replay_is_refused_after_a_restart(house: WalletHouse, clock: TravelClock) -> None:
    merchant = await create_merchant(house, "Tea")
    request = _asked(signed(merchant, "GET", "/v3/certificates", at=clock.now().timestamp()))
    await Gate(house).admit(request)

    with pytest.raises(ApiProblem, match="SIGN_ERROR"):
        await Gate(house).admit(request)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
async def test_a_far_off_timestamp_is_refused(town: Town, seconds: int) -> None:
    request = signed(town.merchant, "POST", CREATE, town.order_bytes(), at=time.time() + seconds * 1.01)
    assert problem_of(await request.send(town.url)) == SIGN_ERROR


async def test_one_change_after_signing_is_refused(town: Town) -> None:
    other = await create_merchant(town.house, "Another merchant")
    query = f"/v3/pay/transactions/out-trade-no/T-123456?mchid={town.merchant.mchid}"
    post = signed(town.merchant, "POST", CREATE, town.order_bytes())
    get = signed(town.merchant, "GET", query)
    changed: dict[str, Wire] = {
        "body": post.but(body=post.body.replace(b"888", b"889")),
        "body reformatted": post.but(body=post.body.replace(b": ", b":")),
        "path": post.but(target="/v3/refund/domestic/refunds"),
        "path case": get.but(target=query.replace("T-123456", "t-123456")),
        "path escaped": get.but(target=query.replace("T-", "%54-")),
        "query": get.but(target=query + "&a=1"),
        "query gone": get.but(target=query.partition("?")[0]),
        "method": get.but(method="POST", target=query),
        "nonce": post.but(nonce=post.nonce[::-1]),
        "timestamp": post.but(timestamp=str(int(post.timestamp) - 1)),
        "serial of another merchant": post.but(serial_no=other.serial_no),
        "another merchant": post.but(mchid=other.mchid),
        "another merchant with their serial": post.but(mchid=other.mchid, serial_no=other.serial_no),
        "unknown serial": post.but(serial_no="7" * 40),
        "serial in lower case": post.but(serial_no=post.serial_no.lower()),
        "no signature": post.but(signature=""),
        "probe signature": post.but(signature="WECHATPAY/SIGNTEST/" + post.signature[19:]),
        "second spelling of the signature": post.but(signature=post.signature[:-3] + _next(post.signature[-3]) + "=="),
        "scheme": post.but(scheme="WECHATPAY2-SM2-WITH-SM3"),
    }
    for what, request in changed.items():
        answer = await request.send(town.url)
        assert answer.status_code in (401, 405), f"{what}: {answer.status_code} {answer.text}"
    assert (await post.send(town.url)).status_code == 200  # none of them spent the nonce


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer x",
        "WECHATPAY2-SHA256-RSA2048",
        'WECHATPAY2-SHA256-RSA2048 mchid="1",mchid="1",signature="x",timestamp="1",serial_no="A"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="n",signature="x",timestamp="-1",serial_no="A"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="n",signature="x",timestamp="1",serial_no="A",extra="b"',
    ],
)
async def test_a_malformed_header_is_refused(town: Town, header: str) -> None:
    request = signed(town.merchant, "GET", "/v3/certificates")
    assert problem_of(await request.send(town.url, header)) == SIGN_ERROR


async def test_the_sign_error_shows_what_the_server_signed(town: Town) -> None:
    request = signed(town.merchant, "POST", CREATE, b'{"notify_url": "x"}')
    answer = await request.but(nonce="N" * 32).send(town.url)

    shown = f"POST\n{CREATE}\n{request.timestamp}\n{'N' * 32}\n" + '{"notify\n'
    assert answer.json() == {
        "code": "SIGN_ERROR",
        "detail": {
            "detail": {"issue": "sign not match"},
            "field": "signature",
            "location": "authorization",
            "sign_information": {
                "method": "POST",
                "sign_message_length": len(shown) - len('{"notify') + len(request.body),
                "truncated_sign_message": shown,
                "url": CREATE,
            },
        },
        "message": "错误的签名，验签失败",
    }
    assert "Wechatpay-Signature" not in answer.headers


async def test_an_unknown_platform_key_is_refused(town: Town) -> None:
    for serial in ("PUB_KEY_ID_0100000000000000000000000000", "ABCDEF"):
        request = signed(town.merchant, "GET", "/v3/certificates").but(platform_serial=serial)
        assert problem_of(await request.send(town.url)) == (400, "PARAM_ERROR")


async def test_the_mode_of_the_latest_request_is_remembered(town: Town) -> None:
    from wallet.merchants.certificates import platform_keys

    public = platform_keys(town.house.settings).public_key_id
    for serial, mode in ((public, "public_key"), ("", "certificate"), (public, "public_key")):
        answer = await signed(town.merchant, "GET", "/v3/certificates").but(platform_serial=serial).send(town.url)
        assert answer.headers["Wechatpay-Serial"].startswith("PUB_KEY_ID_") == (mode == "public_key")
        assert (await get_merchant(town.house, town.merchant.mchid)).answer_mode == mode


PARTS = ("method", "target", "body", "mchid", "nonce", "signature", "timestamp", "serial_no", "scheme")


@given(
    part=st.sampled_from(PARTS), at=st.integers(0, 10_000), letter=st.characters(min_codepoint=33, max_codepoint=126)
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def _each_mutation(part: str, at: int, letter: str, note: Any) -> None:
    note(part, at, letter)


async def test_no_mutation_of_any_letter_is_accepted(house: WalletHouse, clock: TravelClock) -> None:
    merchant = await create_merchant(house, "Tea")
    request = signed(merchant, "POST", CREATE + "?a=1", b'{"amount": {"total": 888}}', at=clock.now().timestamp())
    gate, tried = Gate(house), list[Wire]()

    def note(part: str, at: int, letter: str) -> None:
        value = getattr(request, part)
        text = value.decode() if isinstance(value, bytes) else value
        mutated = text[: at % len(text)] + letter + text[at % len(text) + 1 :]
        if mutated != text:
            tried.append(request.but(**{part: mutated.encode() if part == "body" else mutated}))

    _each_mutation(note=note)
    for one in tried:
        with pytest.raises(ApiProblem) as refused:
            await gate.admit(_asked(one))
        assert refused.value.status == 401, one
    assert len(tried) > 200
    assert (await gate.admit(_asked(request))).mchid == merchant.mchid


def _asked(wire: Wire) -> SignedRequest:
    return SignedRequest(wire.method, wire.target.encode(), wire.body, wire.authorization, wire.platform_serial)


def _next(letter: str) -> str:
    """The neighbour in Base64 that decodes to the same last byte."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return alphabet[alphabet.index(letter) ^ 1]
