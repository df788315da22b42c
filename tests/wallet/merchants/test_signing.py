"""The call-up of a program is taken only as the order's merchant signed it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.support import TravelClock
from tests.wallet.people import draft
from wallet.house import WalletHouse
from wallet.merchants.registry import NewMerchant, create_merchant
from wallet.merchants.signing import CallUpInvalid, call_up_message, encode_json, sign, verify_call_up
from wallet.payments.orders import Order, create_order


def call_up(merchant: NewMerchant, order: Order, clock: TravelClock, age_seconds: int = 0) -> dict[str, str]:
    key = load_pem_private_key(merchant.private_key_pem.encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    timestamp, package = str(int(clock.now().timestamp()) - age_seconds), f"prepay_id={order.prepay_id}"
    signature = sign(key, call_up_message(order.appid, timestamp, "nonce", package))
    return {"timestamp": timestamp, "nonce": "nonce", "package": package, "sign_type": "RSA", "pay_sign": signature}


@pytest.fixture
async def merchant(house: WalletHouse) -> NewMerchant:
    return await create_merchant(house, "Oolong House")


@pytest.fixture
async def order(house: WalletHouse, merchant: NewMerchant) -> Order:
    return await create_order(house, draft(mchid=merchant.mchid))


async def test_a_signed_call_up_is_taken(
    house: WalletHouse, merchant: NewMerchant, order: Order, clock: TravelClock
) -> None:
    await verify_call_up(house, order, **call_up(merchant, order, clock))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("timestamp", "1", "timeStamp"),
        ("timestamp", "soon", "timeStamp"),
        ("nonce", "other", "paySign"),
        ("nonce", "", "nonceStr"),
        ("package", "prepay_id=wx0", "package"),
        ("sign_type", "MD5", "signType"),
        ("pay_sign", "AAAA", "paySign"),
        ("pay_sign", "not base64", "paySign"),
    ],
)
async def test_a_changed_call_up_is_refused(
    house: WalletHouse, merchant: NewMerchant, order: Order, clock: TravelClock, field: str, value: str, reason: str
) -> None:
    with pytest.raises(CallUpInvalid) as refused:
        await verify_call_up(house, order, **(call_up(merchant, order, clock) | {field: value}))
    assert refused.value.reason == reason


@pytest.mark.parametrize("age_seconds", [7201, -301])
async def test_an_old_or_early_call_up_is_refused(
    house: WalletHouse, merchant: NewMerchant, order: Order, clock: TravelClock, age_seconds: int
) -> None:
    with pytest.raises(CallUpInvalid):
        await verify_call_up(house, order, **call_up(merchant, order, clock, age_seconds))


async def test_another_merchants_signature_is_refused(house: WalletHouse, order: Order, clock: TravelClock) -> None:
    other = await create_merchant(house, "Another")
    with pytest.raises(CallUpInvalid, match="paySign"):
        await verify_call_up(house, order, **call_up(other, order, clock))


def test_what_is_signed_is_compact_utf_8_in_the_order_given() -> None:
    assert encode_json({"b": "茶", "a": [1, True]}) == '{"b":"茶","a":[1,true]}'.encode()
