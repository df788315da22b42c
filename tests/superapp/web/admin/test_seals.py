"""The page of proofs: heads, a part of the chain recomputed, proofs to take away."""

import httpx2
import pytest

from tests.superapp.conftest import Site
from tests.superapp.money import open_stall
from tests.wallet.ledger.raw import Raw
from wallet.audit.verify import verify_proof
from wallet.money import Money
from wallet.payments.top_ups import top_up_demo
from wallet.seals.keys import known_keys
from wallet.seals.sealer import seal_all


@pytest.fixture
async def auditor(site: Site) -> httpx2.AsyncClient:
    await open_stall(site)
    return await site.signed_in(await site.person("Otto", roles=frozenset({"auditor"})))


async def test_proofs_taken_from_the_page_hold_elsewhere(site: Site, auditor: httpx2.AsyncClient) -> None:
    assert (await auditor.get("/admin/seals/entries/1")).status_code == 409
    assert "Nothing is sealed yet" in (await auditor.get("/admin/seals")).text
    await seal_all(site.house.wallet)
    await top_up_demo(site.house.wallet, "per_eve", Money(5), reference="more")
    await seal_all(site.house.wallet)
    keys = known_keys(site.house.settings.data)

    page = (await auditor.get("/admin/seals", params={"first": "1", "last": "2"})).text
    for words in ("Entries 1 to 2 give the hashes", "published nowhere", keys[0].text(), "/admin/seals/heads/1/2"):
        assert words in page, words
    assert "entry 1 is in the tree" in verify_proof((await auditor.get("/admin/seals/entries/1")).json(), keys)
    assert "begins with" in verify_proof((await auditor.get("/admin/seals/heads/1/2")).json(), keys)


async def test_a_changed_part_of_the_chain_is_named(site: Site, auditor: httpx2.AsyncClient) -> None:
    raw = Raw("", site.house.settings.data)
    await raw.disarm()
    await raw.run("UPDATE entry SET cause = 'order:another' WHERE seq = 1")
    assert "Batch 1, entries 1 to 1, does not give" in (await auditor.get("/admin/seals", params={"first": "1"})).text
