"""What counts as our own address, and where a sign-in may lead."""

import pytest

from superapp.base.config import Settings
from superapp.security.origins import host_name, is_https, own_origin, safe_next


@pytest.mark.parametrize("path", ["/chats", "/p/wx1?path=pages%2Fa%2Fa", "/me/sessions#x", "/"])
def test_a_page_of_ours_is_a_place_to_go(path: str) -> None:
    assert safe_next(path, "/start") == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        None,
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        " /chats",
        "/ok\x7f",
        "///evil.example",
        "chats",
        "/" + "a" * 3000,
    ],
)
def test_any_other_address_leads_to_the_start(path: str | None) -> None:
    assert safe_next(path, "/start") == "/start"


def test_a_public_installation_has_one_origin_whatever_the_request_says() -> None:
    settings = Settings(url="https://pay.example/")
    assert own_origin(settings, scheme="http", host="evil.example") == "https://pay.example"
    assert is_https(settings, "http")


def test_on_loopback_the_name_that_was_typed_counts() -> None:
    settings = Settings(url="http://127.0.0.1:8000")
    assert own_origin(settings, scheme="http", host="localhost:8000") == "http://localhost:8000"
    assert host_name("http://localhost:8000") == "localhost"


@pytest.mark.parametrize("host", ["a.example; script-src *", "a b", "", "a.example/evil", "a.example\r\nx: y"])
def test_a_host_that_is_no_host_never_reaches_a_policy(host: str) -> None:
    settings = Settings(url="http://127.0.0.1:8000")
    assert own_origin(settings, scheme="http", host=host) == "http://127.0.0.1:8000"
