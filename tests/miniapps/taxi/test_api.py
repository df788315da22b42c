"""The HTTP face: nobody is believed without a token, roles stay apart, what is sent is checked, the simulator obeys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from miniapps.taxi.server import people
from miniapps.taxi.server.app import create_app
from miniapps.taxi.server.settings import TaxiSettings
from tests.miniapps.taxi.stand import HARBOUR, STATION, StandInTill


@asynccontextmanager
async def serving(folder: Path, *, drivers: int = 0) -> AsyncIterator[tuple[httpx2.AsyncClient, dict[str, str]]]:
    """A client of the running app, and an Authorization header for each role."""
    nowhere = folder / "none.pem"
    settings = TaxiSettings(
        host_url="http://host.invalid",
        appid="wx1",
        appsecret="hidden",
        driver_appid="wx2",
        driver_appsecret="hidden too",
        mchid="1",
        apiv3_key="k" * 32,
        merchant_private_key_path=nowhere,
        merchant_serial_no="1",
        platform_public_key_path=nowhere,
        platform_public_key_id="1",
        public_url="http://taxi.invalid",
        data=folder,
        simulate_drivers=drivers,
    )
    app = create_app(settings, till=StandInTill())
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://taxi.invalid") as client:
            database = app.state.desk.database
            tokens = {
                role: "Bearer " + await people.remember(database, role + "-1", "key", role=role)
                for role in (people.PASSENGER, people.DRIVER)
            }
            yield client, tokens


async def test_every_private_address_asks_for_its_own_role(tmp_path: Path) -> None:
    private = {
        people.PASSENGER: ["/api/rides", "/api/rides/KE1", "/api/rides/KE1/messages"],
        people.DRIVER: ["/driver/me", "/driver/earnings", "/driver/lost", "/driver/ride/messages"],
    }
    async with serving(tmp_path) as (client, tokens):
        for role, paths in private.items():
            other = next(token for name, token in tokens.items() if name != role)
            for path in paths:
                for headers in ({}, {"authorization": "Bearer "}, {"authorization": other}):
                    assert (await client.get(path, headers=headers)).status_code == 401, path
        assert (await client.get("/health")).json() == {"ok": True}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/rides", {"start": 0, "goal": 99_999, "vehicle": "van", "maximum_fen": 1, "request_key": "12345678"}),
        ("/api/rides", {"start": 0, "goal": 5, "vehicle": "boat", "maximum_fen": 1, "request_key": "12345678"}),
        ("/api/rides", {"start": 0, "goal": 0, "vehicle": "van", "maximum_fen": 1, "request_key": "12345678"}),
        ("/api/rides/KE1/cancel", {}),
        ("/api/rides/KE1/cancel", {"fee_fen": -1}),
        ("/api/rides/KE1/rating", {"stars": 6}),
        ("/api/rides/KE1/tip", {"amount_fen": -500}),
        ("/api/rides/KE1/messages", {"text": "   "}),
        ("/api/rides/KE1/messages", {"phrase": "<b>"}),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_reason(tmp_path: Path, path: str, body: dict[str, object]) -> None:
    async with serving(tmp_path) as (client, tokens):
        answer = await client.post(path, json=body, headers={"authorization": tokens[people.PASSENGER]})
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "facts"}


async def test_quotes_name_every_class_and_the_way(tmp_path: Path) -> None:
    async with serving(tmp_path, drivers=20) as (client, _):
        offer = (await client.get(f"/api/quotes?start={STATION}&goal={HARBOUR}")).json()
        cars = (await client.get(f"/api/cars?start={STATION}")).json()["cars"]
    assert [quote["vehicle"] for quote in offer["quotes"]] == ["economy", "comfort", "van"]
    assert len(offer["path"]) > 2
    assert 0 < len(cars) <= 12
    assert set(cars[0]) == {"latitude", "longitude", "heading", "vehicle"}, "nobody learns whose car it is"


async def test_only_the_secret_opens_the_simulator(tmp_path: Path) -> None:
    async with serving(tmp_path, drivers=3) as (client, tokens):
        for token in ("", "Bearer hidden too", tokens[people.DRIVER]):
            assert (await client.post("/admin/simulator", json={}, headers={"authorization": token})).status_code == 401
        headers = {"authorization": "Bearer hidden"}
        answer = await client.post("/admin/simulator", json={"paused": True, "speed": 20}, headers=headers)
        assert answer.json() == {"paused": True, "speed": 20, "drivers": 3}
        assert (await client.get("/admin/cases", headers=headers)).json() == {"cases": []}
        refused = await client.post("/admin/cases/1", json={"answer": "Sorry"}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (404, "case_unknown")


async def test_a_false_notice_is_not_believed(tmp_path: Path) -> None:
    async with serving(tmp_path) as (client, _):
        assert (await client.post("/pay/notify", content=b"{}")).status_code == 401
