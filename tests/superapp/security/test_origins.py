"""What counts as our own address, and where a sign-in may lead."""

import pytest

from superapp.base.config import Settings
from superapp.security.origins import host_name, is_https, own_addresses, own_origin, safe_next


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


@pytest.mark.parametrize("host", ["evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3"])
def test_a_name_that_somebody_may_point_here_is_not_ours(host: str) -> None:
    for url in ("http://127.0.0.1:8000", ""):
        assert own_origin(Settings(url=url), scheme="http", host=host) == "http://127.0.0.1:8000"


@pytest.mark.parametrize("host", ["192.168.1.5:8000", "[::1]:8000", "10.0.0.1"])
def test_an_address_cannot_be_pointed_elsewhere_and_may_be_ours(host: str) -> None:
    assert own_origin(Settings(url="", host="0.0.0.0"), scheme="http", host=host) == f"http://{host}"


def test_our_addresses_are_where_we_listen_and_where_people_find_us() -> None:
    told = own_addresses(Settings(url="https://pay.example", host="127.0.0.1", PORT=8000))  # pyright: ignore[reportCallIssue] (the field's alias)
    assert told == {("127.0.0.1", 8000), ("pay.example", 443)}
