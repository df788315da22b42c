"""PINs: six digits that are hard to guess, and guesses that are counted before they are compared."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.support import TravelClock
from tests.wallet.people import ANN, BEN, DRAFT, PIN, WRONG_PIN, ann_has, draft, pay
from wallet.house import WalletHouse
from wallet.payments import pin_devices, pin_hashing, pins
from wallet.payments.confirm import InsufficientFunds, confirm_order
from wallet.payments.orders import create_order
from wallet.payments.pin_hashing import PinsBusy
from wallet.payments.pins import (
    PinAlreadySet,
    PinLocked,
    PinLockedHere,
    PinNotSet,
    PinRow,
    PinUnfit,
    PinWrong,
    change_pin,
    check_pin,
    has_pin,
    set_pin,
)

DEVICE = "a" * 64


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12345a", "４０２９１７", "402917\n"])
def test_a_pin_is_six_digits(pin: str) -> None:
    with pytest.raises(PinUnfit, match="six_digits"):
        pins.require_fit(pin)


@pytest.mark.parametrize(
    "pin",
    ["000000", "123456", "654321", "567890", "890123", "111222", "121212", "123123", "112233", "135791", "520131"],
)
def test_a_pin_that_strangers_try_first_is_refused(pin: str) -> None:
    with pytest.raises(PinUnfit, match="too_easy"):
        pins.require_fit(pin)


@pytest.mark.parametrize("pin", ["402917", "851602", "731946", "100357"])
def test_an_ordinary_pin_is_fit(pin: str) -> None:
    pins.require_fit(pin)


async def test_a_pin_is_set_once_and_changed_with_the_old_one(house: WalletHouse) -> None:
    with pytest.raises(PinNotSet):
        await check_pin(house, ANN, PIN)
    assert not await has_pin(house, ANN)
    await set_pin(house, ANN, PIN)
    assert await has_pin(house, ANN)

    with pytest.raises(PinAlreadySet):
        await set_pin(house, ANN, "851602")
    with pytest.raises(PinWrong):
        await change_pin(house, ANN, WRONG_PIN, "851602")
    with pytest.raises(PinUnfit):
        await change_pin(house, ANN, PIN, "111111")
    with pytest.raises(PinNotSet):
        await change_pin(house, BEN, PIN, "851602")
    await change_pin(house, ANN, PIN, "851602")

    await check_pin(house, ANN, "851602")
    with pytest.raises(PinWrong):
        await check_pin(house, ANN, PIN)


async def test_the_database_holds_a_salted_argon2id_hash(house: WalletHouse) -> None:
    await set_pin(house, ANN, PIN)
    await set_pin(house, BEN, PIN)
    async with house.database.read() as session:
        ann, ben = [row.encoded for row in (await session.exec(select(PinRow).order_by("person_id"))).all()]

    assert ann.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert ann != ben
    assert not await pin_hashing.pin_matches(ann, PIN, "another pepper")


async def test_the_ladder_locks_longer_each_time(house: WalletHouse, clock: TravelClock) -> None:
    await set_pin(house, ANN, PIN)
    for lock in (
        timedelta(minutes=1),
        timedelta(minutes=15),
        timedelta(hours=3),
        timedelta(hours=24),
        timedelta(hours=24),
    ):
        for tries_left in (4, 3, 2, 1):
            with pytest.raises(PinWrong) as wrong:
                await check_pin(house, ANN, WRONG_PIN)
            assert wrong.value.tries_left == tries_left
        with pytest.raises(PinLocked) as locked:
            await check_pin(house, ANN, WRONG_PIN)
        assert locked.value.until == clock.now() + lock
        with pytest.raises(PinLocked):
            await check_pin(house, ANN, PIN)
        clock.travel(seconds=lock.total_seconds())

    await check_pin(house, ANN, PIN)
    with pytest.raises(PinWrong) as fresh:
        await check_pin(house, ANN, WRONG_PIN)
    assert fresh.value.tries_left == 4


async def test_guesses_at_once_do_not_exceed_the_bound(house: WalletHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_pin(house, ANN, PIN)
    compared: list[str] = []

    async def compare(encoded: str, pin: str, pepper: str) -> bool:
        compared.append(pin)
        await asyncio.sleep(0)
        return False

    monkeypatch.setattr(pins, "pin_matches", compare)
    outcomes = await asyncio.gather(*(check_pin(house, ANN, f"7{n:05}") for n in range(40)), return_exceptions=True)

    assert len(compared) == pins.GUESSES
    assert sum(isinstance(one, PinWrong) for one in outcomes) == pins.GUESSES - 1
    assert sum(isinstance(one, PinLocked) for one in outcomes) == 40 - pins.GUESSES + 1


async def test_a_refused_payment_gives_no_guess_back(house: WalletHouse) -> None:
    await ann_has(house, 1)
    order = await create_order(house, DRAFT)
    for _ in range(4):
        with pytest.raises(PinWrong):
            await confirm_order(house, order_id=order.id, person_id=ANN, pin=WRONG_PIN)
    other = await create_order(house, draft(out_trade_no="shop-0002"))
    with pytest.raises(PinLocked):  # another order, another session: the same person's ladder
        await confirm_order(house, order_id=other.id, person_id=ANN, pin=WRONG_PIN)
    with pytest.raises(PinLocked):
        await pay(house, order)


async def test_a_guess_is_stored_when_its_process_dies_while_comparing(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_pin(house, ANN, PIN)

    async def dies(encoded: str, pin: str, pepper: str) -> bool:
        raise SystemError

    with monkeypatch.context() as patch:
        patch.setattr(pins, "pin_matches", dies)
        with pytest.raises(SystemError):
            await check_pin(house, ANN, WRONG_PIN)
    with pytest.raises(PinWrong) as wrong:
        await check_pin(house, ANN, WRONG_PIN)
    assert wrong.value.tries_left == 3


async def test_a_right_pin_is_right_even_when_money_is_short(house: WalletHouse) -> None:
    await ann_has(house, 1)
    order = await create_order(house, DRAFT)
    for _ in range(7):
        with pytest.raises(InsufficientFunds):
            await pay(house, order)


async def test_a_crowd_is_turned_away_before_a_guess_is_counted(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_pin(house, ANN, PIN)
    with monkeypatch.context() as patch:
        patch.setattr(pin_hashing, "_waiting", pin_hashing.WAITING_MAX)
        with pytest.raises(PinsBusy):
            await check_pin(house, ANN, WRONG_PIN)
    with pytest.raises(PinWrong) as wrong:
        await check_pin(house, ANN, WRONG_PIN)
    assert wrong.value.tries_left == 4


async def test_a_device_that_guesses_at_many_people_is_locked_for_all_of_them(
    house: WalletHouse, clock: TravelClock
) -> None:
    people = [f"per_guest{number:03}" for number in range(9)]
    for one in people:
        await set_pin(house, one, PIN)
    for guess in range(pin_devices.GUESSES):
        with pytest.raises((PinWrong, PinLockedHere)):
            await check_pin(house, people[guess % 8], WRONG_PIN, device=DEVICE)
    with pytest.raises(PinLockedHere) as locked:
        await check_pin(house, people[8], PIN, device=DEVICE)
    assert locked.value.until == clock.now() + timedelta(minutes=15)
    await check_pin(house, people[8], PIN, device="b" * 64)
    await check_pin(house, people[8], PIN)

    clock.travel(minutes=15)
    await check_pin(house, people[8], PIN, device=DEVICE)
    # The right one was given back, the wrong ones were not: the next wrong one is the first of the second step.
    for _ in range(4):
        with pytest.raises(PinWrong):
            await check_pin(house, people[8], WRONG_PIN, device=DEVICE)
    clock.travel(hours=25)
    assert await _guesses_by_device(house) == {DEVICE: pin_devices.GUESSES + 4, "b" * 64: 0}
    with pytest.raises(PinWrong):
        await check_pin(house, people[7], WRONG_PIN, device=DEVICE)
    # A day without a wrong one, and all is forgotten.
    assert await _guesses_by_device(house) == {DEVICE: 1, "b" * 64: 0}


async def _guesses_by_device(house: WalletHouse) -> dict[str, int]:
    async with house.database.read() as session:
        rows = (await session.exec(select(pin_devices.PinDeviceRow))).all()
    return {one.device: one.guesses for one in rows}


async def test_the_right_pin_as_the_last_guess_of_a_device_opens_it_again(house: WalletHouse) -> None:
    people = [ANN, *(f"per_other{number}" for number in range(4))]
    for one in people:
        await set_pin(house, one, PIN)
    for guess in range(pin_devices.GUESSES - 1):
        with pytest.raises(PinWrong):
            await check_pin(house, people[guess % 5], WRONG_PIN, device=DEVICE)
    await check_pin(house, ANN, PIN, device=DEVICE)
    await check_pin(house, ANN, PIN, device=DEVICE)


async def test_a_pin_is_reset_without_the_old_one_and_its_ladder_begins_anew(house: WalletHouse) -> None:
    with pytest.raises(PinNotSet):
        await pins.reset_pin(house, ANN, "851602")
    await set_pin(house, ANN, PIN)
    for _ in range(4):
        with pytest.raises(PinWrong):
            await check_pin(house, ANN, WRONG_PIN)
    with pytest.raises(PinUnfit):
        await pins.reset_pin(house, ANN, "111111")
    await pins.reset_pin(house, ANN, "851602")
    with pytest.raises(PinWrong) as wrong:
        await check_pin(house, ANN, PIN)
    assert wrong.value.tries_left == 4
    await check_pin(house, ANN, "851602")
