"""One try too many is refused, with the time to wait; others go on."""

import pytest

from superapp.security.rate_limits import RateLimits, TooOften, network_of


async def test_one_too_many_is_refused_with_the_time_to_wait() -> None:
    limits = RateLimits({"sign_in": "3/minute"})
    for _ in range(3):
        await limits.hit("sign_in", "10.0.0.1")
    with pytest.raises(TooOften) as refused:
        await limits.hit("sign_in", "10.0.0.1")
    assert 1 <= refused.value.retry_after_seconds <= 120


async def test_another_address_and_another_rule_count_for_themselves() -> None:
    limits = RateLimits({"sign_in": "1/minute", "sign_up": "1/minute"})
    await limits.hit("sign_in", "10.0.0.1")
    await limits.hit("sign_in", "10.0.0.2")
    await limits.hit("sign_up", "10.0.0.1")
    with pytest.raises(TooOften):
        await limits.hit("sign_in", "10.0.0.1")


def test_an_ipv6_subscriber_counts_as_one() -> None:
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    assert network_of("2001:db8::1") != network_of("2001:db8:0:1::1")
    assert network_of("10.0.0.1") != network_of("10.0.0.2")
    assert network_of("testclient") == "testclient"
