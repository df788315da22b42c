"""A person sends what they read in one conversation on to others. Files are copied, for each conversation keeps its
own. Called by web/pages/attachments; after the commit the members of every conversation are woken."""

import re
from dataclasses import dataclass
from typing import Any

from superapp.accounts.people import Person, get_person
from superapp.base.errors import NotFound
from superapp.base.words import N_
from superapp.chat.attachments import attachment_blob
from superapp.chat.cards import picture_blob
from superapp.chat.conversations import direct_conversation, members_of, require_member, saved_messages
from superapp.chat.errors import CannotChange
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.chat.messages import Message, append, some_messages
from superapp.chat.views import View, overview
from superapp.chat.writing import require_writer
from superapp.contacts.contacts import contacts_of
from superapp.contacts.reach import standings
from superapp.house import House
from superapp.readers import reader_for
from wallet.ids import new_id

CONVERSATIONS_MAX = 100
TARGETS_MAX = 20
# A card's picture that a program's server uploaded lies in the conversation, like one that a person sent.
CARD_PICTURE = re.compile(r"/chats/cnv_[0-9a-z]{26}/pictures/(pic_[0-9a-z]{26})-small\.webp")
FORWARDED = ("text", "picture", "file", "voice", "place", "person", "sticker", "program", "product")


@dataclass(frozen=True, slots=True)
class ForwardTargets:
    """chats: those this person may write in, the newest first. people: {id, name, picture} of whom they have no such
    chat with: first themselves, for what they save, then their contacts by name."""

    chats: list[View]
    people: list[dict[str, Any]]


async def targets(house: House, person: Person) -> ForwardTargets:
    """The conversations to choose from, and the people to begin one with."""
    async with house.database.read() as session:
        seen = await overview(session, await conversations_of(session, person.id, limit=CONVERSATIONS_MAX), person.id)
        known = [one.person_id for one in await contacts_of(session, person.id)]
        reader = await reader_for(session, person, [*seen.people, *known])
        stands = await standings(session, person.id, known)
    chats = [one for one in seen.views(reader) if one["can_write"] and one["kind"] != Kind.ENCRYPTED]
    peers = {one["peer_id"] for one in chats}
    people = [
        {"id": one, "name": reader.name(one), "picture": reader.pictures.get(one, "")}
        for one in known
        if one not in peers and stands[one].may_write
    ]
    people.sort(key=lambda one: str(one["name"]).casefold())
    if all(one["kind"] != Kind.SAVED for one in chats):
        people.insert(0, {"id": person.id, "name": reader.say(N_("Saved messages")), "picture": ""})
    return ForwardTargets(chats, people)


async def forward(
    house: House, person: Person, conversation_id: str, seq: int, to: list[str], *, client_id: str
) -> None:
    """to: at most TARGETS_MAX conversations, or people to begin one with. Sends to all or, when one refuses, to none.

    Raises NotFound, CannotChange (what cannot be forwarded), and what `require_writer` raises.
    """
    wanted = list(dict.fromkeys(to))[:TARGETS_MAX]
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        message = (await some_messages(session, {(conversation_id, seq)})).get((conversation_id, seq))
    if message is None or seq <= membership.from_seq or not wanted:
        raise NotFound("message")
    if message.kind not in FORWARDED:
        raise CannotChange(message.kind)
    wanted = await _begun(house, person, wanted)
    copies = {target: await _copied(house, message, target) for target in wanted}
    now = house.clock.now()
    async with house.database.write() as session:
        for target in sorted(wanted):
            await require_writer(session, target, person.id, now=now)
            await append(
                session,
                target,
                person.id,
                message.kind,
                copies[target],
                client_id=f"{client_id}:{target[-20:]}",
                now=now,
                chance=house.chance,
                is_forwarded=True,
                attachment=str(copies[target].get("file") or copies[target].get("voice") or "") or None,
            )
        members = await members_of(session, wanted)
    house.hub.publish(*{one for people in members.values() for one in people})


async def _begun(house: House, person: Person, wanted: list[str]) -> list[str]:
    """The same as conversations; one that is begun and gets nothing, for another refused, shows nowhere."""
    if not any(one.startswith("per_") for one in wanted):
        return wanted
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        found: list[str] = []
        for one in wanted:
            if one == person.id:
                found.append((await saved_messages(session, person.id, now=now, chance=chance)).id)
            elif one.startswith("per_"):
                other = await get_person(session, one)
                found.append((await direct_conversation(session, person.id, other.id, now=now, chance=chance)).id)
            else:
                found.append(one)
    return list(dict.fromkeys(found))


async def _copied(house: House, message: Message, target: str) -> dict[str, Any]:
    """The body for another conversation, with blobs of its own."""
    body = dict(message.body)
    body.pop("mentions", None)
    for field, prefix in (("file", "fil"), ("voice", "voi"), ("picture", "pic")):
        if message.kind != field:
            continue
        old, new = str(body[field]), new_id(prefix, house.clock.now(), house.chance)
        body[field] = new
        if field == "picture":
            names = [
                (picture_blob(message.conversation_id, old, small=small), picture_blob(target, new, small=small))
                for small in (True, False)
            ]
        else:
            names = [(attachment_blob(message.conversation_id, old), attachment_blob(target, new))]
        for source, copy in names:
            await house.blobs.put(copy, await house.blobs.get(source))
    if found := CARD_PICTURE.fullmatch(str(body.get("image", ""))):
        new = new_id("pic", house.clock.now(), house.chance)
        for small in (True, False):
            content = await house.blobs.get(picture_blob(message.conversation_id, found[1], small=small))
            await house.blobs.put(picture_blob(target, new, small=small), content)
        body["image"] = f"/chats/{target}/pictures/{new}-small.webp"
    return body
