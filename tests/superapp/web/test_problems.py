"""Every "no" has a status, words and a next step, as a page or as JSON, and gives nothing away."""

import inspect
import pkgutil
from dataclasses import dataclass, fields
from importlib import import_module
from typing import ClassVar

import pytest
from starlette.requests import Request

import superapp
import wallet
from superapp.base.errors import NotAllowed, NotFound, Refusal
from superapp.security.rate_limits import TooOften
from superapp.web.problems import TABLE, on_refusal, words_for
from tests.superapp.conftest import Site
from wallet.ledger.model import LedgerBusy

SCRIPT = {"accept": "application/json"}


async def test_a_person_reads_a_page_with_a_next_step(web: Site) -> None:
    page = await web.client.get("/nowhere")
    assert page.status_code == 404
    assert "This is not here" in page.text
    assert page.headers["x-request-id"] in page.text


async def test_a_script_reads_json_with_the_request_id(web: Site) -> None:
    answer = await web.client.get("/nowhere", headers=SCRIPT)
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "next", "request_id"}
    assert (error["code"], error["request_id"]) == ("not_found", answer.headers["x-request-id"])


async def test_a_page_that_needs_somebody_leads_to_the_sign_in_and_back(web: Site) -> None:
    page = await web.client.get("/test/mine?page=2&x=a b")
    assert page.status_code == 303
    assert page.headers["location"] == "/sign-in?next=/test/mine%3Fpage%3D2%26x%3Da%2520b"


async def test_a_script_that_needs_somebody_gets_401(web: Site) -> None:
    answer = await web.client.get("/test/mine", headers=SCRIPT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "sign_in_needed")


async def test_a_missing_permission_is_named(web: Site) -> None:
    client = await web.signed_in(await web.person())
    page = await client.get("/test/operators")
    assert page.status_code == 403
    assert "audit.read" in page.text


async def test_our_own_failure_says_nothing_of_its_reason(web: Site) -> None:
    page = await web.client.get("/test/broken")
    answer = await web.client.get("/test/broken", headers=SCRIPT)
    assert page.status_code == answer.status_code == 500
    assert answer.json()["error"]["code"] == "failed"
    for text in (page.text, answer.text):
        assert "RuntimeError" not in text
        assert "246802" not in text
    assert page.headers["x-content-type-options"] == "nosniff"


async def test_a_wrong_method_is_405_with_those_allowed(web: Site) -> None:
    answer = await web.client.get("/test/change", headers=SCRIPT)
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]
    assert answer.json()["error"]["message"] == "Method Not Allowed"


async def test_a_person_at_an_address_for_forms_reads_that_no_page_is_here(web: Site) -> None:
    page = await web.client.get("/test/change")
    assert page.status_code == 405
    assert "This is not here" in page.text


async def test_a_body_that_is_too_large_is_refused(web: Site) -> None:
    client = await web.signed_in(await web.person())
    assert (await client.post("/test/change", data={"a": "x" * 300_000})).status_code == 413
    assert (await client.post("/test/change", json={"a": "x" * 300_000})).status_code == 413


async def test_a_body_that_hides_its_size_is_refused_as_well(web: Site) -> None:
    async def endless():
        for _ in range(40):
            yield b"a=" + b"x" * 10_000

    client = await web.signed_in(await web.person())
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await client.post("/test/change", content=endless(), headers=headers)).status_code == 413


async def test_a_failure_before_the_visitor_is_known_is_plain_text(web: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_database(*_args: object, **_facts: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("superapp.web.middleware.read_visit", no_database)
    page = await web.client.get("/sign-in")
    assert (page.status_code, page.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    assert "disk full" not in page.text


@pytest.mark.parametrize(
    ("refusal", "wait"), [(TooOften("sign_in", 42), "42"), (LedgerBusy(4000), "5"), (NotFound("x"), None)]
)
async def test_a_wait_is_told_to_machines_when_it_is_known(refusal: Refusal, wait: str | None) -> None:
    request = Request({"type": "http", "method": "GET", "headers": [(b"accept", b"application/json")], "state": {}})
    assert (await on_refusal(request, refusal)).headers.get("retry-after") == wait


def test_the_facts_of_a_refusal_fill_its_words() -> None:
    assert words_for(NotAllowed("audit.read")).next == "Ask an operator for the permission audit.read."


def test_braces_in_a_fact_are_only_text() -> None:
    assert words_for(NotAllowed("{permission.__class__}")).next.endswith("{permission.__class__}.")


def test_a_refusal_outside_the_table_still_has_words() -> None:
    @dataclass(eq=False)
    class Odd(Refusal):
        code: ClassVar[str] = "quite_odd"

    assert words_for(Odd())[:2] == (400, "Quite odd")
    assert words_for(NotFound("page")).status == 404


def test_the_table_names_only_facts_that_exist() -> None:
    """Every refusal of both houses, with its words filled in from made-up facts, leaves no brace behind."""
    for package in (superapp, wallet):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in module.name and not module.name.endswith("__main__"):
                import_module(module.name)
    seen = set[str]()
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if inspect.getmodule(kind) and kind.__module__.startswith(("superapp", "wallet")) and kind.code in TABLE:
            facts = {field.name: f"<{field.name}>" for field in fields(kind)}
            words = TABLE[kind.code]
            assert "{" not in words.title.format(**facts) + words.next.format(**facts)
            seen.add(kind.code)
    assert len(seen) > 20
