import random

import pytest

from superapp.realtime.frames import Event, encode, read_hello


def test_a_hello_carries_the_last_number_seen() -> None:
    hello = read_hello('{"t":"hello","after":41}')

    assert hello is not None
    assert hello.after == 41


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        '{"t":"hello"}',
        '{"after":1}',
        '{"t":"","after":1}',
        '{"t":""}',
        '{"t":"hello","after":-1}',
        '{"t":"hello","after":"1"}',
        '{"t":"hello","after":1.5}',
        '{"t":"hello","after":1e300}',
        '{"t":"hello","after":1,"as":"per_other"}',
        '{"t":"event","seq":1}',
        '{"t":"hello","after":1}' + " " * 300,
        '{"t":"hello","after":1}\ud800',
    ],
)
def test_anything_else_is_no_hello(text: str) -> None:
    assert read_hello(text) is None


def test_noise_never_raises() -> None:
    chance = random.Random(3)
    letters = '{}[]":,0123456789thelloafter \\u00ff\x00é'
    for _ in range(5_000):
        read_hello("".join(chance.choices(letters, k=chance.randrange(0, 60))))


def test_an_event_is_one_json_object() -> None:
    assert encode(Event(7, "left", "cnv_1", None, None)) == (
        '{"t":"event","seq":7,"kind":"left","conversation_id":"cnv_1","conversation":null,"message":null,"requests":null}'
    )
