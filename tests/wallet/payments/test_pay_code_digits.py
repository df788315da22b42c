"""Pay codes as digits: read back as they were made, valid for their minute and one step around it, never alike."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wallet.payments.pay_code_digits import HALF, STEP_SECONDS, code_of, is_current, open_code, step_at

KEY, SALT = b"k" * 32, "a" * 32
NOW = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
slots = st.integers(0, HALF - 1)


@given(
    key=st.binary(min_size=32, max_size=32), slot=slots, step=st.integers(0, 2**32), generation=st.integers(1, 2**40)
)
def test_a_code_names_its_person_and_is_made_of_18_digits(key: bytes, slot: int, step: int, generation: int) -> None:
    code = code_of(key, slot, SALT, generation, step)

    opened = open_code(key, code)
    assert len(code) == 18
    assert code.isdecimal()
    assert opened is not None
    assert opened[0] == slot


@given(slot=slots, late=st.integers(-10, 10))
def test_a_code_is_taken_one_step_early_or_late_and_no_more(slot: int, late: int) -> None:
    opened = open_code(KEY, code_of(KEY, slot, SALT, 1, step_at(NOW)))
    assert opened is not None

    when = NOW + timedelta(seconds=late * STEP_SECONDS)
    assert is_current(KEY, slot, SALT, 1, opened[1], when) is (abs(late) <= 1)


def test_no_two_of_many_codes_are_alike_and_their_digits_are_spread() -> None:
    codes = [code_of(KEY, slot, SALT, 1, step) for slot in range(100) for step in range(200)]

    assert len(set(codes)) == len(codes)
    for place in range(2, 18):
        counts = [sum(code[place] == digit for code in codes) for digit in "0123456789"]
        assert min(counts) > 1_750  # 2,000 are expected; 6 standard deviations below
        assert max(counts) < 2_250


@given(guess=st.text("0123456789", min_size=16, max_size=16))
def test_guessed_digits_are_nobodys(guess: str) -> None:
    opened = open_code(KEY, "13" + guess)
    assert opened is not None
    assert not is_current(KEY, opened[0], SALT, 1, opened[1], NOW)


def test_another_generation_salt_or_key_gives_another_code() -> None:
    step = step_at(NOW)
    codes = {
        code_of(KEY, 7, SALT, 1, step),
        code_of(KEY, 7, SALT, 2, step),
        code_of(KEY, 7, "b" * 32, 1, step),
        code_of(b"j" * 32, 7, SALT, 1, step),
    }
    assert len(codes) == 4


def test_what_has_not_the_form_of_a_code_is_none() -> None:
    for text in ("", "13", "13" + "0" * 15, "13" + "0" * 17, "09" + "0" * 16, "15" + "0" * 16, "13" + "٣" * 16):
        assert open_code(KEY, text) is None
