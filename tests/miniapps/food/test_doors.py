"""The HTTP faces: who may come in where, and how a wrong form is answered."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx2
import pytest
from starlette.applications import Starlette

from miniapps.food.server import kitchen, kitchen_api, people_api
from miniapps.food.server.tables import Cook
from miniapps.kit.problems import Problem, answer_problem
from tests.miniapps.food.kit import Kit


@pytest.fixture
def app(kit: Kit) -> Starlette:
    app = Starlette(routes=[*people_api.ROUTES, *kitchen_api.ROUTES], exception_handlers={Problem: answer_problem})
    app.state.backend = kit.backend
    return app


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://food") as client:
        yield client


async def test_looking_around_needs_no_name_and_ordering_does(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/api/restaurants")).status_code == 200
    for method, path in [("GET", "/api/orders"), ("POST", "/api/orders"), ("GET", "/kitchen/board")]:
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


async def test_a_notice_without_a_signature_is_refused(client: httpx2.AsyncClient) -> None:
    assert (await client.post("/pay/notify", content=b"{}")).status_code == 401


async def test_a_wrong_form_names_its_field(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/admin/simulator", json={"speed": -1})
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("speed")


async def test_the_simulator_can_be_paused(client: httpx2.AsyncClient, kit: Kit) -> None:
    answer = await client.post("/admin/simulator", json={"running": False, "refuse_next": 2})
    assert answer.json() == {"running": False, "speed": 1.0, "refuse_next": 2}
    assert kit.backend.simulation.running is False


@pytest.mark.parametrize(("simulate", "token", "status"), [(True, "", 200), (False, "", 403), (True, "s3cret", 403)])
async def test_the_admin_door_is_open_only_where_nothing_is_real(
    app: Starlette, client: httpx2.AsyncClient, kit: Kit, simulate: bool, token: str, status: int
) -> None:
    settings = kit.backend.settings.model_copy(update={"simulate": simulate, "admin_token": token})
    app.state.backend = replace(kit.backend, settings=settings)
    assert (await client.get("/admin/staff")).status_code == status
    given = await client.get("/admin/staff", headers={"Authorization": f"Bearer {token}"})
    assert given.status_code == (200 if token else status)


async def test_a_real_kitchen_asks_for_its_code(kit: Kit) -> None:
    real = replace(kit.backend, settings=kit.backend.settings.model_copy(update={"simulate": False}))
    await kit.hire("dora", place="")
    with pytest.raises(Problem, match="staff_code_refused"):
        await kitchen.join(real, "dora", "cloud", kitchen.staff_code(real, "crane"))
    board = await kitchen.join(real, "dora", "cloud", kitchen.staff_code(real, "cloud"))
    assert board["restaurant"] == "Cloud Basket"


async def test_a_cook_is_asked_for_a_code_once_and_finds_the_own_kitchens(
    app: Starlette, client: httpx2.AsyncClient, kit: Kit
) -> None:
    settings = kit.backend.settings.model_copy(update={"simulate": False})
    app.state.backend = backend = replace(kit.backend, settings=settings)
    digest = hashlib.sha256(b"cook").hexdigest()
    async with backend.database.write() as session:
        session.add(Cook(openid="cook", token_digest=digest, session_key=""))
    headers = {"Authorization": "Bearer cook"}

    async def join(place: str, code: str) -> int:
        body = {"restaurant_id": place, "code": code}
        return (await client.post("/kitchen/join", json=body, headers=headers)).status_code

    assert (await client.get("/kitchen/dishes", headers=headers)).json()["code"] == "no_workplace"
    assert (await client.get("/kitchen/choices")).status_code == 401
    assert (await client.get("/kitchen/choices", headers=headers)).json()["mine"] == []
    assert await join("griddle", "00000000") == 403
    for place in ("griddle", "cloud"):
        assert await join(place, kitchen.staff_code(backend, place)) == 200
    assert (await client.get("/kitchen/choices", headers=headers)).json()["mine"] == ["cloud", "griddle"]
    assert await join("griddle", "") == 200
