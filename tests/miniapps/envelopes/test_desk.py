"""The desk without a host: gifts are made once, funded or refused, followed, ended; only keepers may; nobody guesses
the code."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from miniapps.envelopes.server import keepers, simulator
from miniapps.envelopes.server.app import MIDDLEWARE, ROUTES
from miniapps.envelopes.server.desk import Desk
from miniapps.envelopes.server.settings import EnvelopeSettings
from miniapps.envelopes.server.spoken import NAMES
from miniapps.envelopes.server.tables import EnvelopeTable, Gift, Keeper
from miniapps.envelopes.server.till import GiftFacts, GiftTill
from miniapps.kit.database import Database
from miniapps.kit.problems import Problem, answer_problem
from miniapps.kit.till import PaymentFacts
from tests.support import TravelClock

TOKENS = {"keeper": "token-of-mei", "new": "token-of-ben"}
GIFT = {
    "request_key": "key-00001", "title": "Spring gifts", "greeting": "Good year", "cover": "lantern", "kind": "lucky",
    "total_fen": 900, "shares": 3, "hours": 24,
}  # fmt: skip


@dataclass
class StandInHost(GiftTill):
    """Remembers payments and gifts by number. away: it does not answer."""

    money_fen: int = 0
    away: bool = False
    payments: dict[str, int] = field(default_factory=dict[str, int])
    called: dict[str, str] = field(default_factory=dict[str, str])
    paid: set[str] = field(default_factory=set[str])
    gifts: dict[str, GiftFacts] = field(default_factory=dict[str, GiftFacts])

    async def ask(
        self, *, number: str, description: str, total_fen: int, openid: str, expires_at: str
    ) -> dict[str, Any]:
        self.payments.setdefault(number, total_fen)
        self.called[number] = description
        return {"package": f"prepay_id={number}"}

    async def look(self, number: str) -> PaymentFacts:
        return PaymentFacts("SUCCESS" if number in self.paid else "NOTPAY", "4200", self.payments[number])

    async def close(self, number: str) -> bool:
        return number not in self.paid

    async def refund(self, *, refund_number: str, number: str, amount_fen: int, total_fen: int, reason: str) -> str:
        raise AssertionError("nothing is refunded here")

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> dict[str, Any] | None:
        if headers.get("over"):
            return {"event_type": "CAMPAIGN.FINISHED", "resource": {"out_campaign_no": body.decode()}}
        return {"resource": {"out_trade_no": body.decode()}} if headers.get("genuine") else None

    async def fund(self, gift: Gift) -> GiftFacts:
        if self.away:
            raise Problem(502, "host_away", "")
        if gift.id not in self.gifts:
            if gift.total_fen > self.money_fen:
                raise Problem(409, "not_enough", "")
            self.money_fen -= gift.total_fen
            self.gifts[gift.id] = GiftFacts("OPEN", f"/claim/{gift.id}-token", 0, 0, 0)
        return self.gifts[gift.id]

    async def look_gift(self, gift_id: str) -> GiftFacts:
        return self.gifts[gift_id]

    async def end_gift(self, gift_id: str) -> GiftFacts:
        now = self.gifts[gift_id]
        self.gifts[gift_id] = GiftFacts("ENDED", now.claim_path, now.taken, now.claimed_fen, 900 - now.claimed_fen)
        return self.gifts[gift_id]

    def pay(self, number: str) -> None:
        self.paid.add(number)
        self.money_fen += self.payments[number]


@dataclass
class Stand:
    host: StandInHost
    desk: Desk
    client: httpx2.AsyncClient

    async def ask(self, who: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        method = "GET" if body is None else "POST"
        headers = {"Authorization": f"Bearer {TOKENS.get(who, who)}"}
        reply = await self.client.request(method, path, json=body, headers=headers)
        return reply.status_code, reply.json()

    async def add(self, fen: int) -> None:
        _, asked = await self.ask("keeper", "/desk/money", {"amount_fen": fen})
        self.host.pay(asked["number"])
        assert (await self.ask("keeper", f"/desk/money/{asked['number']}"))[1] == {"state": "SUCCESS"}


@pytest.fixture
async def stand(tmp_path: Path, clock: TravelClock) -> AsyncIterator[Stand]:
    settings = EnvelopeSettings(
        host_url="https://host.example",
        appid="wx1",
        appsecret="s",
        desk_appid="wx2",
        desk_appsecret="s",
        mchid="1",
        apiv3_key="k",
        merchant_private_key_path=tmp_path / "none",
        merchant_serial_no="1",
        platform_public_key_path=tmp_path / "none",
        platform_public_key_id="1",
        public_url="http://127.0.0.1:2",
        data=tmp_path,
    )
    database = Database(tmp_path / "envelopes.db", EnvelopeTable.metadata)
    await database.create()
    async with database.write() as session:
        for name, token in TOKENS.items():
            row = Keeper(openid=name, token_digest=keepers.digest(token), session_key="", keeper=name == "keeper")
            session.add(row)
    host = StandInHost()
    app = Starlette(routes=ROUTES, middleware=MIDDLEWARE, exception_handlers={Problem: answer_problem})
    app.state.desk, app.state.desk_code = Desk(settings, database, host, now=clock.now), "12345678"
    app.state.simulation = simulator.Simulation(running=True, seconds=600)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://gifts") as client:
        yield Stand(host, app.state.desk, client)
    await database.close()


async def test_a_gift_is_made_once_followed_and_ended(stand: Stand, clock: TravelClock) -> None:
    await stand.add(2_000)
    made = await stand.ask("keeper", "/desk/gifts", GIFT)
    assert made[0] == 201
    assert await stand.ask("keeper", "/desk/gifts", GIFT) == made
    assert made[1]["link"] == f"https://host.example/claim/{made[1]['token']}"
    assert (stand.host.money_fen, len(stand.host.gifts)) == (1_100, 1)
    assert (await stand.ask("nobody", "/api/gifts"))[1]["gifts"] == [made[1]]

    stand.host.gifts[made[1]["id"]] = GiftFacts("OPEN", f"/claim/{made[1]['token']}", 1, 250, 0, newcomers=1)
    clock.travel(seconds=3)
    seen = (await stand.ask("keeper", "/desk/gifts"))[1]
    assert (seen["purse_fen"], seen["gifts"][0]["taken"], seen["gifts"][0]["claimed_fen"]) == (1_100, 1, 250)
    assert seen["gifts"][0]["newcomers"] == 1
    assert (await stand.ask("keeper", f"/desk/gifts/{made[1]['id']}/end", {}))[0] == 200
    after = (await stand.ask("keeper", "/desk/gifts"))[1]
    assert (after["purse_fen"], after["gifts"][0]["state"], after["gifts"][0]["returned_fen"]) == (1_750, "ENDED", 650)
    assert (await stand.ask("nobody", "/api/gifts"))[1]["gifts"] == []
    assert (await stand.ask("keeper", "/desk/gifts/unknown/end", {}))[1]["code"] == "gift_unknown"


async def test_without_money_nothing_stays_and_without_an_answer_it_is_asked_again(
    stand: Stand, clock: TravelClock
) -> None:
    assert (await stand.ask("keeper", "/desk/gifts", GIFT))[1]["code"] == "not_enough"
    assert (await stand.ask("keeper", "/desk/gifts"))[1]["gifts"] == []

    await stand.add(900)
    stand.host.away = True
    assert (await stand.ask("keeper", "/desk/gifts", GIFT))[1]["code"] == "host_away"
    stand.host.away = False
    clock.travel(seconds=3)
    [gift] = (await stand.ask("nobody", "/api/gifts"))[1]["gifts"]
    assert (gift["title"], stand.host.money_fen) == ("Spring gifts", 0)


async def test_what_is_over_or_empty_is_offered_to_nobody(stand: Stand, clock: TravelClock) -> None:
    await stand.add(900)
    made = (await stand.ask("keeper", "/desk/gifts", GIFT))[1]
    stand.host.gifts[made["id"]] = GiftFacts("OPEN", f"/claim/{made['token']}", 3, 900, 0)
    clock.travel(seconds=3)
    assert (await stand.ask("nobody", "/api/gifts"))[1]["gifts"] == []


@pytest.mark.parametrize(
    ("language", "said"), [("", "Money for gifts"), ("it-IT", "Denaro per i doni"), ("zh-TW", "好禮款項")]
)
async def test_the_receipt_of_the_desk_speaks_its_keepers_language(stand: Stand, language: str, said: str) -> None:
    headers = {"Authorization": f"Bearer {TOKENS['keeper']}", "Accept-Language": language}
    await stand.client.post("/desk/money", json={"amount_fen": 100}, headers=headers)
    assert list(stand.host.called.values()) == [said]


async def test_a_notice_is_believed_only_when_genuine_and_asked_again(stand: Stand) -> None:
    _, asked = await stand.ask("keeper", "/desk/money", {"amount_fen": 100})
    stand.host.pay(asked["number"])
    assert (await stand.client.post("/pay/notify", content=asked["number"])).status_code == 401
    assert (await stand.ask("keeper", "/desk/gifts"))[1]["purse_fen"] == 0
    for number in (asked["number"], "another's"):
        genuine = {"genuine": "1"}
        assert (await stand.client.post("/pay/notify", content=number, headers=genuine)).status_code == 204
    assert (await stand.ask("keeper", "/desk/gifts"))[1]["purse_fen"] == 100


async def test_the_host_says_that_a_gift_is_over_and_the_desk_looks(stand: Stand) -> None:
    await stand.add(900)
    _, made = await stand.ask("keeper", "/desk/gifts", GIFT)
    stand.host.gifts[made["id"]] = GiftFacts("ENDED", f"/claim/{made['token']}", 3, 900, 0)
    for number in (made["id"], "another's"):
        notice = await stand.client.post("/pay/notify", content=number, headers={"over": "1"})
        assert notice.status_code == 204
    async with stand.desk.database.read() as session:
        assert (await session.get_one(Gift, made["id"])).state == "ENDED"


async def test_a_first_gift_waits_for_its_money_and_is_made_once(stand: Stand) -> None:
    stand.desk.settings.sweep_seconds = 0.01
    waiting = asyncio.create_task(stand.desk.welcome(900))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await stand.add(900)
    await waiting
    await stand.desk.welcome(900)
    [gift] = (await stand.ask("nobody", "/api/gifts"))[1]["gifts"]
    assert (gift["shares"], gift["title"]) == (500, "Welcome to Westport")
    told = (await stand.client.get("/api/gifts", headers={"accept-language": "it"})).json()["gifts"]
    assert [(one["title"], one["greeting"]) for one in told] == [("Benvenuti a Westport", "Per tutti i nuovi arrivati")]


async def test_small_gifts_come_and_go_and_live_on_what_comes_back(stand: Stand, clock: TravelClock) -> None:
    await stand.add(simulator.TOTAL_FEN)
    simulation = simulator.Simulation(running=True, seconds=600)

    assert await simulator.look(stand.desk, simulation) is True
    assert await simulator.look(stand.desk, simulation) is False
    [first] = (await stand.ask("nobody", "/api/gifts"))[1]["gifts"]
    assert (await stand.ask("keeper", "/desk/gifts"))[1]["purse_fen"] == simulator.TOTAL_FEN, "what keepers added"
    clock.travel(seconds=601)
    with pytest.raises(Problem, match="not_enough"):
        await simulator.look(stand.desk, simulation)
    stand.host.money_fen += simulator.TOTAL_FEN  # of the first one, which has ended
    assert await simulator.look(stand.desk, simulation) is True

    [second] = (await stand.ask("nobody", "/api/gifts"))[1]["gifts"]
    assert (first["title"], second["title"]) == ("Lanterns on the quay", "A cup of tea for the harbour")
    told = await stand.client.get("/api/gifts", headers={"accept-language": "uk"})
    assert told.json()["gifts"][0]["title"] == "Чашка чаю для всієї гавані"
    assert all({title, greeting} <= NAMES.texts.keys() for title, greeting, _ in simulator.GIFTS)


async def test_only_the_secret_pauses_the_gifts(stand: Stand) -> None:
    assert (await stand.ask("keeper", "/admin/simulator"))[1]["code"] == "admin_only"
    secret = stand.desk.settings.appsecret
    assert (await stand.ask(secret, "/admin/simulator", {"seconds": -1}))[1]["code"] == "form_refused"

    told = await stand.ask(secret, "/admin/simulator", {"running": False, "seconds": 60})

    assert told == (200, {"running": False, "seconds": 60})
    assert await simulator.look(stand.desk, simulator.Simulation(running=False, seconds=60)) is False
    assert (await stand.ask("nobody", "/api/gifts"))[1]["gifts"] == []


async def test_only_keepers_use_the_desk_and_nobody_guesses_its_code(stand: Stand) -> None:
    for path, body in (("/desk/gifts", None), ("/desk/gifts", GIFT), ("/desk/money", {"amount_fen": 1})):
        assert (await stand.ask("nobody", path, body))[0] == 401
        assert (await stand.ask("new", path, body))[1]["code"] == "desk_code_needed"
    for number in range(keepers.WRONG_CODES_MAX - 1):
        assert (await stand.ask("new", "/desk/pair", {"code": f"{number:08}"}))[1]["code"] == "code_wrong"
    assert (await stand.ask("new", "/desk/pair", {"code": "1234 5678"}))[0] == 200
    assert (await stand.ask("new", "/desk/gifts"))[0] == 200
    for number in range(keepers.WRONG_CODES_MAX):
        await stand.ask("new", "/desk/pair", {"code": f"{number:08}"})
    assert (await stand.ask("new", "/desk/pair", {"code": "12345678"}))[1]["code"] == "too_many_codes"


@pytest.mark.parametrize(
    "changes", [{"shares": 0}, {"shares": 10_001}, {"kind": "fair"}, {"title": ""}, {"hours": 721}, {"more": 1}]
)
async def test_a_gift_is_understood_or_refused(stand: Stand, changes: dict[str, Any]) -> None:
    assert (await stand.ask("keeper", "/desk/gifts", GIFT | changes))[1]["code"] == "form_refused"
