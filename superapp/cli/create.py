"""Commands that create: people, developers, merchants, programs, one-time links. They work on the databases that the
host's own settings name, and only when those are set up."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from superapp.cli.installation import installed_house
from superapp.cli.output import run, show
from wallet.errors import Refusal

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from superapp.accounts.people import Person
    from superapp.house import House


@dataclass(eq=False)
class NameInvalid(Refusal):
    """what: the kind of thing, such as "program"."""

    code: ClassVar[str] = "name_invalid"
    what: str
    letters_max: int


@dataclass(eq=False)
class DemoModeOnly(Refusal):
    code: ClassVar[str] = "demo_mode_only"
    command: str


def create_person(
    name: str, handle: str | None, openid_for: str | None, roles: list[str], ask_password: bool, as_json: bool
) -> None:
    password = _ask_password() if ask_password else None
    show(run(_create_person(name, handle, openid_for, roles, password), as_json=as_json), as_json)


def create_developer(name: str, handle: str | None, ask_password: bool, as_json: bool) -> None:
    password = _ask_password() if ask_password else None
    show(run(_create_developer(name, handle, password), as_json=as_json), as_json)


def create_merchant(name: str, as_json: bool) -> None:
    show(run(_create_merchant(name), as_json=as_json), as_json)


def create_program(
    name: str, developer_id: str, domains: list[str], category: str | None, description: str | None, as_json: bool
) -> None:
    made = _create_program(name, developer_id, domains, category, description)
    show(run(made, as_json=as_json), as_json)


def create_open_url(appid: str, path: str, person: str, as_json: bool) -> None:
    show(run(_create_open_url(appid, path, person), as_json=as_json), as_json)


async def _create_person(
    name: str, handle: str | None, openid_for: str | None, roles: list[str], password: str | None
) -> dict[str, Any]:
    from superapp.programs import openids, registry

    async with _new_person(name, handle, frozenset(roles), password) as (house, session, person):
        facts: dict[str, Any] = {"person_id": person.id}
        if openid_for:
            await registry.get_program(session, openid_for)
            now = house.clock.now()
            known = await openids.known_as(session, person.id, openid_for, now=now, chance=house.chance)
            facts["openid"] = known.openid
    return facts


async def _create_developer(name: str, handle: str | None, password: str | None) -> dict[str, Any]:
    from superapp.accounts import developer_tokens

    async with _new_person(name, handle, frozenset({"developer"}), password) as (house, session, person):
        token = await developer_tokens.create_token(
            session, person.id, label="command line", now=house.clock.now(), chance=house.chance
        )
    return {"developer_id": person.id, "token": token.token}


@asynccontextmanager
async def _new_person(
    name: str, handle: str | None, roles: frozenset[str], password: str | None
) -> "AsyncIterator[tuple[House, AsyncSession, Person]]":
    """The person inside an open transaction: what follows is made together with them, or nothing is."""
    from superapp.accounts import passwords, people
    from superapp.security.passwords import hash_password

    encoded = None
    if password is not None:
        passwords.check_password(password, handle=handle or "", name=name)
        encoded = await hash_password(password)  # outside the transaction: it takes its time
    async with installed_house() as house, house.database.write() as session:
        now = house.clock.now()
        person = await people.create_person(session, name, handle=handle, roles=roles, now=now, chance=house.chance)
        if encoded:
            await passwords.store_hash(session, person.id, encoded, now=now)
        yield house, session, person


async def _create_merchant(name: str) -> dict[str, Any]:
    from superapp.cli.demo_world import keep_private
    from wallet.merchants import registry
    from wallet.merchants.certificates import platform_keys

    async with installed_house() as house:
        merchant = await registry.create_merchant(house.wallet, name)
        folder = house.settings.data.resolve() / "merchants" / merchant.mchid
        platform = platform_keys(house.wallet.settings)
        base_url = house.settings.base_url()
    private_key_path: Path = folder / "apiclient_key.pem"
    keep_private(private_key_path, merchant.private_key_pem)
    (folder / "apiclient_cert.pem").write_text(merchant.certificate_pem)
    return {
        "mchid": merchant.mchid,
        "apiv3_key": merchant.apiv3_key,
        "merchant_private_key_path": str(private_key_path),
        "merchant_serial_no": merchant.serial_no,
        "platform_public_key_path": str(platform.public_key_path.resolve()),
        "platform_public_key_id": platform.public_key_id,
        "platform_certificate_path": str(platform.certificate_path.resolve()),
        "base_url": base_url,
    }


async def _create_program(
    name: str, developer_id: str, domains: list[str], category: str | None, description: str | None
) -> dict[str, Any]:
    from superapp.flows.register_program import register
    from superapp.programs.registry import NAME_LENGTH_MAX

    if not 1 <= len(name.strip()) <= NAME_LENGTH_MAX:
        raise NameInvalid("program", NAME_LENGTH_MAX)
    async with installed_house() as house:
        new = await register(
            house, developer_id=developer_id, name=name, urls=domains, category=category, description=description
        )
    return {"appid": new.program.appid, "appsecret": new.appsecret}


async def _create_open_url(appid: str, path: str, person: str) -> dict[str, Any]:
    from superapp.flows.open_links import create_open_url
    from superapp.programs import registry

    async with installed_house() as house:
        if not house.settings.demo:
            raise DemoModeOnly("open-url")
        async with house.database.read() as session:
            await registry.get_program(session, appid)  # a link to nowhere helps nobody
        return {"url": await create_open_url(house, person=person, appid=appid, path=path)}


def _ask_password() -> str:
    """Hidden from the screen; the first line of standard input when that is no terminal."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    from getpass import getpass

    return getpass("Password: ")
