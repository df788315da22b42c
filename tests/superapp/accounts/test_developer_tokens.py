"""Tokens for tools: whose they are, and when they stop."""

import pytest
from sqlalchemy import text

from superapp.accounts import people
from superapp.accounts.developer_tokens import TokenRefused, create_token, end_token, list_tokens, verify_token
from superapp.accounts.people import Person
from superapp.base.errors import NotAllowed, NotFound
from tests.superapp.conftest import Site


async def made(site: Site, person: Person, label: str = "laptop") -> tuple[str, str]:
    async with site.house.database.write() as session:
        new = await create_token(session, person.id, label=label, now=site.clock.now(), chance=site.house.chance)
    return new.id, new.token


async def owner(site: Site, token: str) -> Person:
    async with site.house.database.write() as session:
        return await verify_token(session, token, now=site.clock.now())


async def test_a_token_stands_for_its_developer_and_only_its_digest_is_stored(both_sites: Site) -> None:
    dora = await both_sites.person("Dora", roles=frozenset({"developer"}))
    _, token = await made(both_sites, dora)
    assert token.startswith("sadev_")
    assert await owner(both_sites, token) == dora
    async with both_sites.house.database.read() as session:
        assert token not in str((await session.execute(text("SELECT * FROM developer_tokens"))).all())
        (listed,) = await list_tokens(session, dora.id)
    assert (listed.label, listed.last_used_at) == ("laptop", both_sites.clock.now())


@pytest.mark.parametrize("token", ["", "sadev_", "sadev_" + "A" * 43, "' OR 1=1 --"])
async def test_a_token_nobody_made_is_refused(site: Site, token: str) -> None:
    with pytest.raises(TokenRefused):
        await owner(site, token)


async def test_an_ended_token_is_refused_and_only_its_owner_ends_it(both_sites: Site) -> None:
    dora = await both_sites.person("Dora", roles=frozenset({"developer"}))
    other = await both_sites.person("Other", roles=frozenset({"developer"}))
    token_id, token = await made(both_sites, dora)
    async with both_sites.house.database.write() as session:
        with pytest.raises(NotFound):
            await end_token(session, other.id, token_id, now=both_sites.clock.now())
    assert await owner(both_sites, token) == dora
    async with both_sites.house.database.write() as session:
        await end_token(session, dora.id, token_id, now=both_sites.clock.now())
    with pytest.raises(TokenRefused):
        await owner(both_sites, token)


async def test_only_developers_have_tokens_and_only_while_they_are_developers(both_sites: Site) -> None:
    with pytest.raises(NotAllowed):
        await made(both_sites, await both_sites.person("Ann"))
    dora = await both_sites.person("Dora", roles=frozenset({"developer"}))
    _, token = await made(both_sites, dora)
    async with both_sites.house.database.write() as session:
        await people.revoke_role(session, dora.id, "developer")
    with pytest.raises(NotAllowed):
        await owner(both_sites, token)
