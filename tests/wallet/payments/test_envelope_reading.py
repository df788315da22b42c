"""The envelopes somebody had to do with, as an export of their data lists them. On SQLite alone."""

import pytest

from tests.support import TravelClock
from tests.wallet.payments.between import share, trust_every_pin
from tests.wallet.people import ANN, BEN, SQLITE, give
from wallet.house import WalletHouse
from wallet.payments.envelope_reading import envelopes_with
from wallet.payments.envelopes import open_envelope

pytestmark = SQLITE


async def test_who_gave_or_opened_an_envelope_finds_it(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_every_pin(monkeypatch)
    made = []
    for person in (ANN, BEN):
        await give(house, person, 10_000)
    for number, sender in enumerate((ANN, BEN, ANN)):
        clock.travel(seconds=1)
        envelope = await share(house, sender_id=sender, request_id=f"request-{number:04}", shares=2)
        made.append(envelope.id)
    await open_envelope(house, made[1], person_id=ANN)
    await open_envelope(house, made[1], person_id="per_cleo")

    hers, his, cleos = [await envelopes_with(house, one) for one in (ANN, BEN, "per_cleo")]

    assert [one.id for one in hers] == [made[2], made[1], made[0]]
    assert [one.id for one in his] == [made[1]]
    assert [share.person_id for share in cleos[0].got] == [ANN, "per_cleo"]
    assert [one.id for one in await envelopes_with(house, ANN, limit=1)] == [made[2]]
    assert [one.id for one in await envelopes_with(house, ANN, before=made[2], limit=1)] == [made[1]]
    assert await envelopes_with(house, "per_nobody") == []
