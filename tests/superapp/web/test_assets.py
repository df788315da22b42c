"""Addresses of our files change with their content, and only the current one is kept for good."""

from pathlib import Path

import pytest

from superapp.base.errors import NotFound
from superapp.web import assets
from tests.superapp.conftest import Site


async def test_a_file_asked_for_by_its_hash_is_kept_for_a_year(site: Site) -> None:
    address = assets.asset("tokens.css")
    assert "?v=" in address
    assert "immutable" in (await site.client.get(address)).headers["cache-control"]


async def test_a_file_asked_for_otherwise_is_checked_each_time(site: Site) -> None:
    for query in ("", "?v=0000000000000000"):
        assert (await site.client.get(f"/static/tokens.css{query}")).headers["cache-control"] == "no-cache"


def test_new_content_has_a_new_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    (tmp_path / "a.css").write_text("a {}")
    before = assets.asset("a.css")
    (tmp_path / "a.css").write_text("a { color: red }")
    assert assets.asset("a.css") != before


@pytest.mark.parametrize("path", ["/static/../main.py", "/static/%2e%2e/main.py", "/static/nothing.css", "/static/"])
async def test_nothing_else_is_served(site: Site, path: str) -> None:
    assert (await site.client.get(path)).status_code == 404


async def test_the_runtime_is_served_to_frames_by_its_hash_only(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    with pytest.raises(NotFound):
        assets.runtime_address("worker.js")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "worker.js").write_text("1;")
    address = assets.runtime_address("worker.js")
    answer = await site.client.get(address)
    assert (answer.text, answer.headers["cross-origin-resource-policy"]) == ("1;", "cross-origin")
    assert (await site.client.get("/rt/0000000000000000/worker.js")).status_code == 404
    assert (await site.client.get(f"{address.rpartition('/')[0]}/shell.js")).status_code == 404


async def test_only_the_worker_of_encrypted_chats_may_run_webassembly(site: Site) -> None:
    """A worker has the policy of its own script, so that no page needs this one."""
    script = await site.client.get(assets.asset("encryption.js"))
    page = await site.client.get("/sign-in")
    assert "script-src 'wasm-unsafe-eval'" in script.headers["content-security-policy"]
    assert "connect-src 'self'" in script.headers["content-security-policy"]
    assert "wasm" not in page.headers["content-security-policy"]
    assert "wasm" not in (await site.client.get(assets.asset("shell.js"))).headers["content-security-policy"]


async def test_a_large_file_comes_compressed_to_whoever_can_read_that(site: Site) -> None:
    address = assets.asset("encryption.wasm")
    async with site.client.stream("GET", address) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["content-type"] == "application/wasm"
        assert int(packed.headers["content-length"]) < 3_000_000
    async with site.client.stream("GET", address, headers={"accept-encoding": "identity"}) as plain:
        assert "content-encoding" not in plain.headers
        assert int(plain.headers["content-length"]) > 5_000_000
        assert plain.headers["vary"] == "accept-encoding"
