"""What a person may press only so often."""

import pytest

from superapp.security.rate_limits import RateLimits
from tests.superapp.conftest import Site


@pytest.mark.parametrize(
    ("rule", "address", "form"),
    [
        ("like", "/feed/posts/pst_none/like", {"state": "on"}),
        ("rating", "/programs/wx0000000000000000/rating", {"stars": "5", "words": ""}),
    ],
)
async def test_likes_and_ratings_are_counted_for_each_person(
    site: Site, rule: str, address: str, form: dict[str, str]
) -> None:
    site.app.state.rate_limits = RateLimits({rule: "2/minute"})
    ann, ben = [await site.signed_in(await site.person(name)) for name in ("Ann", "Ben")]

    answers = [(await ann.post(address, data=form)).status_code for _ in range(3)]

    assert answers == [404, 404, 429]
    assert (await ben.post(address, data=form)).status_code == 404
