"""The address a card processor tells of changes at: what each answer means to it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from tests.databases import furnish
from tests.support import TravelClock
from tests.wallet.payments.cards import CardTown, card_town
from tests.wallet.people import ann_has, ann_holds, settings_of
from wallet.house import WalletHouse
from wallet.ledger.model import LedgerBusy
from wallet.rail_hooks.app import BODY_BYTES_MAX, create_app


@pytest.fixture
async def town(tmp_path: Path, clock: TravelClock) -> AsyncIterator[CardTown]:
    furnish(tmp_path)
    async with card_town(settings_of("", tmp_path), clock) as town:
        await ann_has(town.house, 10_000)
        yield town


async def told(house: WalletHouse, headers: dict[str, str], body: bytes) -> int:
    transport = httpx2.ASGITransport(create_app(lambda: house))
    async with httpx2.AsyncClient(transport=transport, base_url="http://host.example") as client:
        return (await client.post("/notices", headers=headers, content=body)).status_code


async def test_each_answer_tells_the_processor_what_to_do(town: CardTown, monkeypatch: pytest.MonkeyPatch) -> None:
    top_up = await town.top_up(await town.card("challenge"))
    town.confirm(top_up)
    *_, (headers, body) = town.notices()

    assert await told(town.house, {}, body) == 401
    assert await told(town.house, headers, body + b" ") == 401
    assert await told(town.house, headers, b"x" * (BODY_BYTES_MAX + 1)) == 413
    assert await told(replace(town.house, rail=None), headers, body) == 404

    async def busy(*_: object) -> None:
        raise LedgerBusy(4_000)

    with monkeypatch.context() as patched:
        patched.setattr("wallet.rail_hooks.app.take_notice", busy)
        assert await told(town.house, headers, body) == 503
    assert await ann_holds(town.house) == 10_000
    for _ in range(2):
        assert await told(town.house, headers, body) == 204
    assert await ann_holds(town.house) == 15_000
