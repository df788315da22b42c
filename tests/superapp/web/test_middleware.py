"""What every answer carries, and what the log and the figures say about it."""

import structlog

from superapp.base import metrics
from superapp.web.middleware import route_of
from tests.superapp.conftest import Site


async def test_every_answer_carries_the_security_headers(web: Site) -> None:
    for path in ("/sign-in", "/healthz", "/static/tokens.css", "/nowhere", "/test/broken"):
        headers = (await web.client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "camera=()" in headers["permissions-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_page_allows_nothing_but_our_own_files(web: Site) -> None:
    policy = (await web.client.get("/sign-in")).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src http://testserver/static/ http://testserver/words/;" in policy
    assert "frame-src 'none'" in policy
    assert "unsafe" not in policy


async def test_a_page_with_programs_allows_frames_below_mp_only(web: Site) -> None:
    policy = (await web.client.get("/test/problem?title=x&frames=1")).headers["content-security-policy"]
    assert "frame-src http://testserver/mp/;" in policy


async def test_pages_are_kept_by_no_cache(web: Site) -> None:
    assert (await web.client.get("/sign-in")).headers["cache-control"] == "no-store"


async def test_a_request_id_is_taken_over_only_when_it_is_harmless(web: Site) -> None:
    kept = await web.client.get("/healthz", headers={"x-request-id": "trace-1234567890"})
    made = await web.client.get("/healthz", headers={"x-request-id": 'x"}\\n{"event": "paid'})
    assert kept.headers["x-request-id"] == "trace-1234567890"
    assert made.headers["x-request-id"].startswith("req_")


async def test_the_log_names_the_route_and_never_the_secret_in_the_address(web: Site) -> None:
    with structlog.testing.capture_logs() as lines:
        await web.client.get("/o/a-secret-token-in-the-address?token=another")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["route"], line["status"]) == ("/o/{token}", 410)
    assert "secret" not in str(lines)
    assert "another" not in str(lines)


async def test_requests_are_counted_by_route(web: Site) -> None:
    def count() -> float:
        return (
            metrics.REGISTRY.get_sample_value(
                "superapp_requests_total", {"method": "GET", "route": "/sign-in", "status": "200"}
            )
            or 0.0
        )

    before = count()
    await web.client.get("/sign-in")
    assert count() == before + 1


async def test_addresses_nobody_serves_make_one_series(web: Site) -> None:
    await web.client.get("/random-1")
    await web.client.get("/random-2")
    text = metrics.exposition().decode()
    assert "random-1" not in text
    assert 'route="unmatched"' in text


def test_a_route_is_named_by_its_pattern() -> None:
    scope = {"endpoint": object(), "path": "/chats/cnv_1/messages/cnv_1", "path_params": {"id": "cnv_1"}}
    assert route_of(scope) == "/chats/{id}/messages/{id}"


async def test_over_tls_cookies_are_bound_to_the_host_and_the_connection(web: Site) -> None:
    page = await web.client.get("https://testserver/sign-in")
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("__Host-sa_visit=")
    assert "; Secure" in cookie
    assert "; HttpOnly" in cookie
    assert "max-age=31536000" in page.headers["strict-transport-security"]


async def test_a_page_without_a_form_gives_a_stranger_no_cookie(web: Site) -> None:
    assert "set-cookie" not in (await web.client.get("/healthz")).headers
    assert "set-cookie" not in (await web.client.get("/test/mine")).headers
