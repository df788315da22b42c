"""Quiet hours go by the person's own clock, over midnight and through summer time."""

from datetime import UTC, datetime

import pytest

from superapp.notify.quiet import Wishes, WishesInvalid, keep_wishes, time_zones, wishes_of
from tests.superapp.conftest import Site

BERLIN = Wishes(is_quiet=True, quiet_from="22:00", quiet_until="07:00", time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("moment", "is_quiet"),
    [
        ("2026-11-23T20:59", False),  # winter: one hour ahead of UTC
        ("2026-11-23T21:00", True),
        ("2026-11-24T05:59", True),
        ("2026-11-24T06:00", False),
        ("2026-07-01T19:59", False),  # summer: two hours
        ("2026-07-01T20:00", True),
        ("2026-07-02T04:59", True),
        ("2026-07-02T05:00", False),
    ],
)
def test_the_night_of_a_city(moment: str, is_quiet: bool) -> None:
    assert BERLIN.quiet_at(datetime.fromisoformat(moment).replace(tzinfo=UTC)) is is_quiet


def test_hours_within_a_day() -> None:
    lunch = Wishes(is_quiet=True, quiet_from="12:00", quiet_until="13:00", time_zone="UTC")
    assert [lunch.quiet_at(datetime(2026, 1, 1, hour, 30, tzinfo=UTC)) for hour in (11, 12, 13)] == [False, True, False]


def test_nobody_is_quiet_before_they_say_so() -> None:
    assert not Wishes().quiet_at(datetime(2026, 1, 1, 3, tzinfo=UTC))


async def test_wishes_are_kept(both_sites: Site) -> None:
    site, ann = both_sites, await both_sites.person()
    async with site.house.database.write() as session:
        assert await wishes_of(session, ann.id) == Wishes()
        for wishes in (BERLIN, Wishes(shows_text=False, time_zone="Asia/Tokyo")):
            await keep_wishes(session, ann.id, wishes, now=site.clock.now())
            assert await wishes_of(session, ann.id) == wishes


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(time_zone="Mars/Olympus"),
        Wishes(time_zone="../../etc/passwd"),
        Wishes(time_zone="UTC", quiet_from="24:00"),
        Wishes(time_zone="UTC", quiet_until="7:00"),
        Wishes(time_zone="UTC", is_quiet=True, quiet_from="07:00", quiet_until="07:00"),
    ],
)
async def test_what_makes_no_sense_is_refused(site: Site, wishes: Wishes) -> None:
    async with site.house.database.write() as session:
        with pytest.raises(WishesInvalid):
            await keep_wishes(session, "per_1", wishes, now=site.clock.now())


def test_there_is_a_zone_for_everybody() -> None:
    assert {"UTC", "Europe/Kyiv", "Asia/Shanghai", "America/Argentina/Buenos_Aires"} <= set(time_zones())
