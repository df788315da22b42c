"""Taking one's data along, and leaving: what goes, what stays, what stands in the way."""

import io
import json
import zipfile

import pytest
from sqlmodel import col, select

from superapp.base.words import sayer
from superapp.contacts.errors import NotReachable
from superapp.flows import (
    change_profile,
    confirm_number,
    export_data,
    keep_contacts,
    leave_for_good,
    manage_group,
    read_chats,
    send_file,
    send_message,
    send_money,
    send_picture,
    start_chat,
)
from superapp.flows.leave_for_good import CannotLeaveYet
from superapp.notify import quiet
from superapp.programs import consents, storage
from superapp.storage.database import HostTable
from tests.superapp.conftest import Site
from tests.superapp.drawn import DRAWN
from tests.superapp.numbers import confirmed
from wallet.books import check_books
from wallet.money import Money
from wallet.payments import pins, top_ups

# Kept under an id that leads to nobody: what others were told, and what the ledger's orders name.
STAYS = {
    "messages",
    "message_reactions",
    "conversation_members",
    "openids",
    "unionids",
    "person_events",
    "person_heads",
}


async def test_everything_is_in_the_copy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = await site.person("Ann", handle="ann", language="ru"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await send_message.send_text(site.house, ann, chat, "hello Ben")
    await send_message.send_text(site.house, ben, chat, "hello Ann")
    await send_picture.send_picture(site.house, ann, chat, DRAWN, client_id="p1")
    await change_profile.set_picture(site.house, ann, DRAWN)
    await confirmed(site, ann, "+39 333 123 4567")
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(5_00), reference="r")
    client = await site.signed_in(ann)
    monkeypatch.setattr(export_data, "MESSAGES_PER_READ", 2)  # so that this chat has more than one page

    reply = await client.post("/me/data/export")

    archive = zipfile.ZipFile(io.BytesIO(reply.content))
    names = archive.namelist()
    assert archive.testzip() is None
    assert len([name for name in names if name.startswith("pictures/")]) == 2
    said = json.loads(archive.read(f"chats/{chat}.json"))["messages"]
    assert [(one["from"], one["body"].get("text")) for one in said] == [
        ("Ann", "hello Ben"),
        ("Ben", "hello Ann"),
        ("Ann", None),
    ]
    assert json.loads(archive.read("contacts.json"))["contacts"][0]["name"] == "Ben"
    profile = json.loads(archive.read("profile.json"))
    assert (profile["handle"], profile["phone_number"]["number"]) == ("ann", "+393331234567")
    assert profile["privacy"]["number_by"] == "anyone"
    [line] = json.loads(archive.read("wallet.json"))
    say = sayer("ru")
    assert (line["kind"], line["what"], line["other_name"]) == ("top_up", say("Top-up"), say("Demo money"))
    assert say("Top-up") != "Top-up"


async def test_what_was_sent_stored_allowed_and_reported_is_in_the_copy(site: Site) -> None:
    ann, ben = await site.person("Ann", handle="ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await send_file.send_file(site.house, ann, chat, b"the plan", "../plan.txt", client_id="f1")
    await send_file.send_file(site.house, ben, chat, b"not hers", "other.txt", client_id="f1")
    await send_file.send_voice(site.house, ann, chat, b"OggS and more", 3, client_id="v1")
    client = await site.signed_in(ann)
    await client.post(f"/people/{ben.id}/report", data={"cause": "spam", "words": "too many links"})
    async with site.house.database.write() as session:
        await storage.set_value(session, ann.id, "wx1", "basket", '"two lanterns"', now=site.clock.now())
        await consents.decide(session, ann.id, "wx1", "scope.userLocation", False, now=site.clock.now())
        await quiet.keep_wishes(session, ann.id, quiet.Wishes(is_quiet=True, time_zone="UTC"), now=site.clock.now())

    archive = zipfile.ZipFile(io.BytesIO((await client.post("/me/data/export")).content))

    files = {name: archive.read(name) for name in archive.namelist() if name.startswith(("files/", "voices/"))}
    assert sorted(files.values()) == [b"OggS and more", b"the plan"]
    assert {name.rpartition("/")[2].partition("_")[0] for name in files} == {"plan.txt", "voi"}
    program = json.loads(archive.read("programs/wx1.json"))
    assert program == {"stored": {"basket": '"two lanterns"'}, "allowed": {"scope.userLocation": False}, "messages": {}}
    assert json.loads(archive.read("profile.json"))["notifications"]["is_quiet"]
    [report] = json.loads(archive.read("reports.json"))
    assert (report["about"], report["words"], report["decision"]) == ("Ben", "too many links", "")
    assert "decided_by" not in report


async def test_nothing_of_who_left_remains(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann", handle="ann"), await site.person("Ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await send_message.send_text(site.house, ann, chat, "remember me")
    group = await manage_group.create(site.house, ann, "Ferry", [ben.id])
    await change_profile.set_picture(site.house, ann, DRAWN)
    await confirmed(site, ann, "+39 333 123 4567")
    site.clock.travel(minutes=2)
    await confirm_number.send_code(site.house, ann, "+39 333 123 4568")  # still open when she leaves
    client = await site.signed_in(ann)
    assert (await client.post("/me/data/leave", data={"handle": "anna"})).status_code == 409
    assert (await client.post("/me/data/leave", data={"handle": "@ANN"})).headers["location"] == "/sign-in"

    assert (await client.get("/me")).status_code == 303
    async with site.house.database.read() as session:
        for table in HostTable.metadata.sorted_tables:
            for column in table.columns:
                if column.name.endswith("_id") and table.name not in STAYS:
                    left = (await session.exec(select(column).where(col(column) == ann.id))).all()  # pyright: ignore[reportCallIssue, reportArgumentType, reportUnknownVariableType]
                    assert (table.name, [*left]) in ((table.name, []), ("privacy", [ann.id]))
    hers = next(row for row in (await read_chats.list_chats(site.house, ben)).rows if row["id"] == chat)
    assert (hers["title"], hers["last_line"]) == ("Former member", "remember me")
    assert (await keep_contacts.book(site.house, ben, "")).total == 0
    with pytest.raises(NotReachable):
        await send_message.send_text(site.house, ben, chat, "where are you?")
    assert [one.role for one in (await manage_group.look(site.house, ben, group)).members] == ["owner"]
    # The handle is free again.
    await site.person("Another Ann", handle="ann")


async def test_money_a_role_or_programs_stand_in_the_way(site: Site) -> None:
    ann = await site.person("Ann", handle="ann")
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(1), reference="r")
    olga = await site.person("Olga", handle="olga", roles=frozenset({"operator"}))
    for person in (ann, olga):
        with pytest.raises(CannotLeaveYet):
            await leave_for_good.leave_for_good(site.house, person, person.handle)
    assert (await anext(export_data.export(site.house, olga)))[:2] == b"PK"
    assert await check_books(site.house.wallet) == []


async def test_money_on_its_way_stands_in_the_way(site: Site) -> None:
    ann, ben = await site.person("Ann", handle="ann"), await site.person("Ben", handle="ben")
    await site.befriend(ann, ben)
    chat = await start_chat.start_chat(site.house, ann, ben.id)
    await top_ups.top_up_demo(site.house.wallet, ann.id, Money(5_00), reference="r")
    await pins.set_pin(site.house.wallet, ann.id, "280461")
    wish = send_money.Wish("5", "", 7200, "request-1")
    transfer = await send_money.send(site.house, ann, chat, wish, "280461")
    with pytest.raises(CannotLeaveYet, match="on its way"):
        await leave_for_good.leave_for_good(site.house, ann, "ann")
    await send_money.accept(site.house, ben, transfer)

    with pytest.raises(CannotLeaveYet, match="on its way"):
        await leave_for_good.leave_for_good(site.house, ben, "ben")
