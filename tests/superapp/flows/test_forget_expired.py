"""Whatever has run out is removed, whatever still counts stays."""

import pytest

from superapp.accounts import attempts, open_links, passkeys, sessions
from superapp.accounts.sessions import Device
from superapp.flows.forget_expired import forget_expired
from superapp.flows.register_program import register
from superapp.programs import access_tokens, cashier_links, login_codes
from superapp.programs import sessions as program_sessions
from superapp.programs.cashier_links import CashierLink
from superapp.programs.errors import TokenRefreshLimited
from superapp.programs.sessions import SessionDraft
from superapp.storage.database import HostTable
from superapp.web.routes import all_routes
from tests.superapp.conftest import Site

all_routes()


async def leave_one_of_each(site: Site) -> str:
    """The appid of the program whose token was renewed by force."""
    developer = await site.person("Dora", roles=frozenset({"developer"}))
    new = await register(site.house, developer_id=developer.id, name="Shop", urls=[])
    appid, now, chance = new.program.appid, site.clock.now(), site.house.chance
    async with site.house.database.write() as session:
        await attempts.count_try(session, "ann", now=now)
        await open_links.create_link(session, developer.id, "/p/x", now=now, chance=chance)
        asking = passkeys.Asking("sign_in", "v" * 43, "https://pay.example")
        await passkeys.options_for(session, asking, now=now, chance=chance)
        await sessions.start_session(
            session, developer.id, Device("x", ""), method="demo", days=30, now=now, chance=chance
        )
        await access_tokens.stable_token(session, appid, new.appsecret, force=True, token_id="tok_1", now=now)
        await cashier_links.make_link(session, CashierLink(developer.id, appid, "ord_1"), now=now, chance=chance)
        await login_codes.issue_code(session, developer.id, appid, now=now, chance=chance)
        draft = SessionDraft(developer.id, "ses_1", appid, "ver_1", "a" * 64, 1)
        await program_sessions.start_program_session(session, draft, now=now, chance=chance)
    return appid


TABLES = (
    "sign_in_attempts",
    "open_links",
    "passkey_challenges",
    "sessions",
    "access_tokens",
    "cashier_links",
    "login_codes",
    "program_sessions",
)


async def rows_left(site: Site) -> dict[str, int]:
    async with site.house.database.read() as session:
        counts: dict[str, int] = {}
        for name in TABLES:
            found = await session.execute(HostTable.metadata.tables[name].select())
            counts[name] = len(found.all())
    return counts


async def test_nothing_goes_before_its_time(both_sites: Site) -> None:
    await leave_one_of_each(both_sites)
    both_sites.clock.travel(minutes=4)

    assert await forget_expired(both_sites.house) == 0
    assert await rows_left(both_sites) == dict.fromkeys(TABLES, 1)


async def test_everything_goes_in_the_end_and_the_second_round_finds_nothing(both_sites: Site) -> None:
    await leave_one_of_each(both_sites)
    both_sites.clock.travel(days=61)

    assert await forget_expired(both_sites.house) == len(TABLES)
    assert await rows_left(both_sites) == dict.fromkeys(TABLES, 0)
    assert await forget_expired(both_sites.house) == 0


async def test_a_row_that_still_limits_somebody_outlives_its_token(site: Site) -> None:
    """A token lives two hours, and its forced renewal counts for a day: forgetting it early would lift the limit."""
    appid = await leave_one_of_each(site)
    site.clock.travel(hours=3)
    await forget_expired(site.house)
    left = await rows_left(site)
    assert (left["access_tokens"], left["cashier_links"], left["login_codes"]) == (1, 0, 0)

    async def renew() -> None:
        async with site.house.database.write() as session:
            now = site.clock.travel(minutes=1)
            token_id = f"tok_{now.isoformat()}"
            await access_tokens.stable_token(session, appid, "s", force=True, token_id=token_id, now=now)

    for _ in range(access_tokens.FORCED_PER_DAY_MAX - 1):
        await renew()
    with pytest.raises(TokenRefreshLimited):
        await renew()


async def test_a_pause_outlives_the_round(site: Site) -> None:
    async def count() -> None:
        async with site.house.database.write() as session:
            await attempts.count_try(session, "ann", now=site.clock.now())

    for _ in range(attempts.TRIES_FREE):
        await count()
    await forget_expired(site.house)
    with pytest.raises(attempts.SignInPaused):
        await count()
