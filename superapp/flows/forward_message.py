"""A person sends what they read in one conversation on to others. Files are copied, for each conversation keeps its
own. Called by web/pages/attachments; after the commit the members of every conversation are woken."""

import re
from dataclasses import dataclass
from typing import Any

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.chat.attachments import attachment_blob
from superapp.chat.cards import picture_blob
from superapp.chat.conversations import conversations_of, members_of, require_member
from superapp.chat.errors import CannotChange
from superapp.chat.kinds import Kind
from superapp.chat.messages import Message, append, some_messages
from superapp.chat.views import View, overview
from superapp.chat.writing import require_writer
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
    """line: what would be forwarded; targets: the chats this person may write in, the newest first."""

    line: str
    targets: list[View]


async def targets(house: House, person: Person) -> list[View]:
    """The conversations to choose from."""
    async with house.database.read() as session:
        seen = await overview(session, await conversations_of(session, person.id, limit=CONVERSATIONS_MAX), person.id)
        views = seen.views(await reader_for(session, person, seen.people))
    return [one for one in views if one["can_write"] and one["kind"] != Kind.ENCRYPTED]


async def forward(
    house: House, person: Person, conversation_id: str, seq: int, to: list[str], *, client_id: str
) -> None:
    """to: at most TARGETS_MAX conversations. Sends to all of them or, when one refuses, to none.

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
