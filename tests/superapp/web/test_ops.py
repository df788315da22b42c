"""Liveness, readiness and figures."""

from tests.superapp.conftest import Site


async def test_a_living_process_says_so(site: Site) -> None:
    assert (await site.client.get("/healthz")).text == "ok\n"


async def test_a_host_whose_databases_answer_is_ready(both_sites: Site) -> None:
    answer = await both_sites.client.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "checks": {"host": "ok", "wallet": "ok", "ledger": "ok"}},
    )


async def test_a_host_without_its_ledger_is_not_ready(site: Site) -> None:
    await site.house.wallet.ledger.stop()
    answer = await site.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"host": "ok", "wallet": "ok", "ledger": "failed"}
    await site.house.wallet.ledger.start()


async def test_the_figures_hold_requests_and_the_ledgers_head(site: Site) -> None:
    await site.client.get("/healthz")
    text = (await site.client.get("/metrics")).text
    assert "superapp_requests_total{" in text
    assert "superapp_request_seconds_bucket{" in text
    assert "superapp_ledger_entries 0.0" in text
    assert 'superapp_reaction_lag_entries{consumer="wallet.settle"} 0.0' in text


async def test_from_outside_figures_are_for_those_who_may_read_them(site: Site) -> None:
    stranger = site.browser(address="203.0.113.9")
    assert (await stranger.get("/metrics")).status_code == 303
    operator = await site.signed_in(await site.person("Olga", roles=frozenset({"operator"})))
    far = site.browser(address="203.0.113.9")
    far.cookies = operator.cookies
    assert (await far.get("/metrics")).status_code == 200
