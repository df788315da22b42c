"""The demo's people, their money, a first conversation, a developer and a merchant. Everything is looked up before it
is made, so that a second run finds what the first one left. Facts the demo needs again stand in `data/demo.json`."""

import json
import os
from dataclasses import asdict, dataclass, replace
from itertools import permutations
from pathlib import Path

from superapp.accounts import developer_tokens, people
from superapp.accounts.people import Person
from superapp.chat import conversations, messages
from superapp.cli.demo_scenes import play
from superapp.contacts import contacts
from superapp.flows import register_program
from superapp.house import House
from wallet.merchants.certificates import platform_keys
from wallet.merchants.registry import create_merchant
from wallet.money import Money
from wallet.payments import pins, top_ups

PIN = "280461"
OPENING_MONEY, ABROAD_MONEY = Money(2_000_00), Money(6_000, "JPY")
# (handle, name, language, roles, has money)
PEOPLE: tuple[tuple[str, str, str, tuple[str, ...], bool], ...] = (
    ("ann", "Ann Rivers", "en", (), True),
    ("ben", "Ben Okafor", "en", (), True),
    ("mei", "林美 Mei", "en", (), True),
    ("dora", "Dora Fields", "en", ("developer",), False),
    ("olga", "Olga Ward", "en", ("operator",), False),
    ("aziz", "Aziz Noor", "en", ("auditor",), False),
)
FRIENDS = ("ann", "ben", "mei")
SHOP_NAME, SHOP_DESCRIPTION = "Lantern Lane", "Small things for the home, sent from the harbour."
DESK_NAME, DESK_DESCRIPTION = "Lantern Lane Desk", "For those who sell there: orders, shelf, returns, coupons."
TALK = (
    ("ann", "Did you see the lanterns on the old bridge last night?"),
    ("ben", "I did! The whole street was glowing."),
    ("ann", "The shop sells small ones. I am getting two for the balcony."),
    ("ben", "Get one for me too, I will pay you back."),
)


# (id within the market, name)
SELLERS = (("paper-boat", "Paper Boat"), ("tin-drum", "Tin Drum"), ("north-loom", "North Loom"))


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What the processes of the demo are told. Paths are absolute. published: digest of the shop's program when it was
    last published, "" before."""

    developer_token: str
    mchid: str
    apiv3_key: str
    merchant_private_key_path: str
    merchant_serial_no: str
    platform_public_key_path: str
    platform_public_key_id: str
    appid: str
    appsecret: str
    shop_port: int
    published: str
    sellers_path: str = ""
    """The market's other merchants, with their keys: what the shop's server reads."""
    desk_appid: str = ""
    desk_appsecret: str = ""
    desk_published: str = ""
    """The program its sellers work with."""


def read_facts(data: Path) -> DemoFacts | None:
    try:
        return DemoFacts(**json.loads((data / "demo.json").read_text()))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def write_facts(data: Path, facts: DemoFacts) -> None:
    """Replaces the file in one step; it holds secrets, so 0600."""
    fresh = data / ".demo.json"
    with open(fresh, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(asdict(facts), file, indent=1)
    fresh.replace(data / "demo.json")


async def seed(house: House, known: DemoFacts | None, *, shop_port: int) -> DemoFacts:
    """Make what is missing; returns the facts of this run."""
    everybody = {handle: await _person(house, handle, name, roles) for handle, name, _, roles, _ in PEOPLE}
    for handle, _, _, _, has_money in PEOPLE:
        if has_money:
            await _money(house, everybody[handle])
    await _talk(house, everybody)
    address = f"http://127.0.0.1:{shop_port}"
    dora = everybody["dora"]
    if known:
        await register_program.replace_domains(house, developer_id=dora.id, appid=known.appid, urls=[address])
        sellers_path = str(await _sellers(house))
        return await _desk(house, dora.id, address, replace(known, shop_port=shop_port, sellers_path=sellers_path))
    merchant = await create_merchant(house.wallet, SHOP_NAME)
    key_path = house.settings.data.resolve() / "merchants" / merchant.mchid / "apiclient_key.pem"
    keep_private(key_path, merchant.private_key_pem)
    platform = platform_keys(house.wallet.settings)
    new = await register_program.register(
        house, developer_id=dora.id, name=SHOP_NAME, urls=[address], category="shopping", description=SHOP_DESCRIPTION
    )
    async with house.database.write() as session:
        token = await developer_tokens.create_token(
            session, dora.id, label="demo", now=house.clock.now(), chance=house.chance
        )
    facts = DemoFacts(
        developer_token=token.token,
        mchid=merchant.mchid,
        apiv3_key=merchant.apiv3_key,
        merchant_private_key_path=str(key_path),
        merchant_serial_no=merchant.serial_no,
        platform_public_key_path=str(platform.public_key_path.resolve()),
        platform_public_key_id=platform.public_key_id,
        appid=new.program.appid,
        appsecret=new.appsecret,
        shop_port=shop_port,
        published="",
        sellers_path=str(await _sellers(house)),
    )
    await play(house, everybody, appid=new.program.appid, shop_name=SHOP_NAME, pin=PIN)
    return await _desk(house, dora.id, address, facts)


async def _desk(house: House, developer_id: str, address: str, facts: DemoFacts) -> DemoFacts:
    """The sellers' program, registered once."""
    if facts.desk_appid:
        await register_program.replace_domains(house, developer_id=developer_id, appid=facts.desk_appid, urls=[address])
        return facts
    new = await register_program.register(
        house,
        developer_id=developer_id,
        name=DESK_NAME,
        urls=[address],
        category="shopping",
        description=DESK_DESCRIPTION,
    )
    return replace(facts, desk_appid=new.program.appid, desk_appsecret=new.appsecret)


async def _sellers(house: House) -> Path:
    """Merchants of their own who sell in the shop's market; made once."""
    folder = house.settings.data.resolve() / "merchants"
    path = folder / "sellers.json"
    if path.exists():
        return path
    sellers: list[dict[str, str]] = []
    for seller_id, name in SELLERS:
        merchant = await create_merchant(house.wallet, name)
        key_path = folder / merchant.mchid / "apiclient_key.pem"
        keep_private(key_path, merchant.private_key_pem)
        sellers.append(
            {
                "id": seller_id,
                "name": name,
                "mchid": merchant.mchid,
                "serial_no": merchant.serial_no,
                "apiv3_key": merchant.apiv3_key,
                "private_key_path": str(key_path),
            }
        )
    keep_private(path, json.dumps(sellers, indent=1))
    return path


def keep_private(path: Path, text: str) -> None:
    """A file only its owner reads."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "w", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)


async def _person(house: House, handle: str, name: str, roles: tuple[str, ...]) -> Person:
    async with house.database.write() as session:
        return await people.find_by_handle(session, handle) or await people.create_person(
            session,
            name,
            handle=handle,
            roles=frozenset(roles),
            is_demo=True,
            now=house.clock.now(),
            chance=house.chance,
        )


async def _money(house: House, person: Person) -> None:
    await top_ups.top_up_demo(house.wallet, person.id, OPENING_MONEY, reference="opening")
    if ABROAD_MONEY.currency in house.wallet.settings.all_currencies():
        await top_ups.top_up_demo(house.wallet, person.id, ABROAD_MONEY, reference="opening-abroad")
    if not await pins.has_pin(house.wallet, person.id):
        await pins.set_pin(house.wallet, person.id, PIN)


async def _talk(house: House, everybody: dict[str, Person]) -> None:
    async with house.database.write() as session:
        for one, other in permutations(FRIENDS, 2):
            await contacts.ask(session, everybody[one].id, everybody[other].id, "", now=house.clock.now())
        if not await contacts.find_contact(session, everybody["ann"].id, everybody["dora"].id):
            dora, ann = everybody["dora"], everybody["ann"]
            await contacts.ask(session, dora.id, ann.id, "I made the shop you like", now=house.clock.now())
        together = await conversations.direct_conversation(
            session, everybody["ann"].id, everybody["ben"].id, now=house.clock.now(), chance=house.chance
        )
        for number, (handle, text) in enumerate(TALK):
            await messages.append(
                session,
                together.id,
                everybody[handle].id,
                "text",
                {"text": text},
                client_id=f"demo:{number}",
                now=house.clock.now(),
                chance=house.chance,
            )
