"""Any sequence of asking, confirming, capturing, releasing and waiting leaves what a small model says."""

import itertools
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import TravelClock
from tests.wallet.payments.between import trust_every_pin
from tests.wallet.payments.test_holds import DRAFT, confirm
from tests.wallet.people import give
from wallet.errors import Refusal
from wallet.house import WalletHouse
from wallet.ledger.model import AccountKind
from wallet.payments.holds import capture_hold, create_hold, finish_holds, release_expired_holds, release_hold
from wallet.statements import balance_of

NUMBERS = itertools.count(1)
which = st.integers(0, 2)
STEP = st.tuples(st.sampled_from(["ask", "confirm", "confirm", "capture", "release", "wait", "sweep"]), which,
                 st.integers(1, 400))  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=20))
async def test_any_sequence_agrees_with_the_model(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int, int]]
) -> None:
    trust_every_pin(monkeypatch)
    name = next(NUMBERS)
    person, mchid = f"per_{name}", f"mch_{name}"
    await give(house, person, 1_000)
    mine, theirs, asked = 1_000, 0, list[list[Any]]()  # each: [hold, amount, state, seconds left]
    for number, (verb, index, amount) in enumerate(steps):
        one: Any = asked[index % len(asked)] if asked else None
        aside = sum(entry[1] for entry in asked if entry[2] == "held")
        done = True
        try:
            if verb == "ask":
                draft = replace(DRAFT, mchid=mchid, out_hold_no=f"number-{number}", amount_minor=amount)
                asked.append([await create_hold(house, draft), amount, "open", 0])
            elif verb == "wait":
                clock.travel(hours=3)
                for entry in asked:
                    entry[2] = "over" if entry[2] == "open" else entry[2]
            elif verb == "sweep":
                await release_expired_holds(house)
                await finish_holds(house)
            elif one and verb == "confirm":
                done = one[2] in ("open", "held") and (one[2] == "held" or one[1] <= mine - aside)
                await confirm(house, one[0], person)
                one[2] = "held" if done else one[2]
            elif one and verb == "capture":
                done = (one[2] == "held" and amount <= one[1]) or one[2] == f"captured {amount}"
                taken = amount if one[2] == "held" else 0
                await capture_hold(house, mchid, one[0].out_hold_no, amount_minor=amount)
                mine, theirs, one[2] = mine - taken, theirs + taken, f"captured {amount}"
            elif one and verb == "release":
                done = not one[2].startswith("captured")
                await release_hold(house, mchid, one[0].out_hold_no)
                one[2] = "over"
            # A second tap on a hold that was captured is repeated or refused, as the row has settled; it moves nothing.
            assert done or (verb == "confirm" and one[2].startswith("captured"))
        except Refusal:
            assert not done
    aside = sum(entry[1] for entry in asked if entry[2] == "held")
    assert (await balance_of(house, person, "CNY")).available.amount_minor == mine - aside
    account = await house.ledger.find_account(AccountKind.MERCHANT, mchid, "CNY")
    assert (account.balance_minor if account else 0) == theirs
