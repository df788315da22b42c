"""Everything this installation keeps about a person, for that person, as one ZIP of JSON and of the files they sent,
made while it is downloaded. Called by web/pages/data; reads only."""

import json
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.details import KINDS, details_of
from superapp.accounts.numbers import number_of
from superapp.accounts.people import Person, names_of, picture_blob
from superapp.accounts.sessions import list_sessions
from superapp.base.archives import Archive
from superapp.channels import channels, posts
from superapp.chat.attachments import attachment_blob, read_file, read_voice
from superapp.chat.cards import picture_blob as chat_picture_blob
from superapp.chat.cards import read_picture
from superapp.chat.conversations import Conversation, members_of, require_member
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.chat.messages import messages_before
from superapp.contacts import blocks, contacts
from superapp.contacts.privacy import privacy_of
from superapp.house import House
from superapp.money_words import other_of, what_of
from superapp.notify.quiet import wishes_of
from superapp.notify.subscriptions import subscriptions_of
from superapp.programs import copies, pins, ratings
from superapp.readers import reader_for
from superapp.safety.reports import reports_by
from superapp.storage.blobs import BlobUnknown
from wallet import reactions, statements
from wallet.movements import reading

NOT_READABLE = "The words are encrypted. They can be read only in the browsers that took part in this chat."
VOICE_ENDINGS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a"}
CONVERSATIONS_MAX, MESSAGES_PER_READ, LINES_PER_READ = 10_000, 500, 500


async def export(house: House, person: Person) -> AsyncIterator[bytes]:
    """The parts of a ZIP file with profile.json, contacts.json, programs.json, channels.json, reports.json and
    wallet.json, programs/<appid>.json with what a program stored, chats/<id>.json with what the person can read, and
    the pictures, files and voice notes they sent. No more than a page of messages or one file is held. Each page is
    read in a transaction of its own: a slow reader holds none."""
    archive = Archive()
    for name, read in (
        ("profile", _profile),
        ("contacts", _contacts),
        ("programs", _programs),
        ("channels", _channels),
        ("reports", _reports),
    ):
        async for part in archive.file(f"{name}.json", _once(_json(await read(house, person)))):
            yield part
    async with house.database.read() as session:
        appids = await copies.programs_that_know(session, person.id)
    for appid in appids:
        async with house.database.read() as session:
            kept = _json(await copies.copy_of(session, person.id, appid))
        async for part in archive.file(f"programs/{appid}.json", _once(kept)):
            yield part
    async for part in archive.file("wallet.json", _list(_money(house, person))):
        yield part
    async with house.database.read() as session:
        found = await conversations_of(session, person.id, limit=CONVERSATIONS_MAX)
    for one in found:
        sent = dict[str, str]()
        async for part in archive.file(f"chats/{one.id}.json", _chat(house, person, one, sent)):
            yield part
        for name, blob in sent.items():
            async for part in _blob(house, archive, name, blob):
                yield part
    if person.picture:
        async for part in _blob(house, archive, "pictures/portrait.webp", picture_blob(person.picture)):
            yield part
    yield archive.last()


async def _profile(house: House, person: Person) -> dict[str, Any]:
    async with house.database.read() as session:
        kept = {kind: [one.fields for one in await details_of(session, person.id, kind)] for kind in sorted(KINDS)}
        devices = [asdict(one) for one in await list_sessions(session, person.id, now=house.clock.now())]
        privacy = asdict(await privacy_of(session, person.id))
        held = await number_of(session, person.id)
        wishes = asdict(await wishes_of(session, person.id))
        told = [one.device for one in await subscriptions_of(session, person.id)]
    about = {"id": person.id, "name": person.name, "handle": person.handle, "language": person.language}
    return about | {
        "roles": sorted(person.roles),
        "phone_number": asdict(held) if held else None,
        "privacy": privacy,
        "notifications": wishes | {"devices": told},
        "details": kept,
        "devices": devices,
    }


async def _contacts(house: House, person: Person) -> dict[str, Any]:
    async with house.database.read() as session:
        known = await contacts.contacts_of(session, person.id)
        asked = await contacts.requests_to(session, person.id), await contacts.requests_from(session, person.id)
        blocked = await blocks.blocked_by(session, person.id)
        names = await names_of(session, [*(one.person_id for one in (*known, *asked[0], *asked[1])), *blocked])

    def named(found: list[contacts.Contact] | list[contacts.ContactRequest]) -> list[dict[str, Any]]:
        return [asdict(one) | {"name": names.get(one.person_id, "")} for one in found]

    return {
        "contacts": named(known),
        "requests_to_you": named(asked[0]),
        "requests_from_you": named(asked[1]),
        "blocked": [{"person_id": one, "name": names.get(one, "")} for one in blocked],
    }


async def _programs(house: House, person: Person) -> dict[str, Any]:
    async with house.database.read() as session:
        pinned = await pins.pinned_by(session, person.id)
        given = await ratings.ratings_by(session, person.id)
    return {"pinned": sorted(pinned), "ratings": [asdict(one) for one in given]}


async def _channels(house: House, person: Person) -> dict[str, Any]:
    async with house.database.read() as session:
        followed = await channels.channels_by_id(session, await channels.followed_by(session, person.id))
        kept = await channels.channels_of(session, person.id)
        liked = await posts.likes_of(session, person.id)
    return {
        "followed": [one.handle for one in followed.values()],
        "kept": [asdict(one) for one in kept],
        "liked": liked,
    }


async def _reports(house: House, person: Person) -> list[dict[str, Any]]:
    """What the person told the operators and what came of it; who decided is not theirs to know."""
    async with house.database.read() as session:
        written = await reports_by(session, person.id)
        names = await names_of(session, [one.about_id for one in written])
    return [
        {
            "about": names.get(one.about_id, ""),
            "cause": one.cause,
            "words": one.words,
            "evidence": one.evidence,
            "reported_at": one.reported_at,
            "decision": one.decision,
            "decided_at": one.decided_at,
        }
        for one in written
    ]


async def _money(house: House, person: Person) -> AsyncIterator[dict[str, Any]]:
    """Oldest first, with the words of the person's language."""
    await reactions.catch_up(house.wallet, reactions.movements(house.wallet))
    up_to = await statements.newest_seq(house.wallet)
    for currency in await reading.currencies_of(house.wallet, person.id):
        after = 0
        while lines := await reading.lines_from(
            house.wallet, person.id, currency, month=None, after_seq=after, up_to=up_to, limit=LINES_PER_READ
        ):
            async with house.database.read() as session:
                reader = await reader_for(session, person, {line.other_id for line in lines if line.other_id})
            for line in lines:
                other = (
                    reader.name(line.other_id) if line.other_id else other_of(line.kind, line.other_name, reader.say)
                )
                yield asdict(line) | {"what": what_of(line.kind, reader.say), "other_name": other}
            after = lines[-1].seq


async def _chat(house: House, person: Person, one: Conversation, sent: dict[str, str]) -> AsyncIterator[bytes]:
    """One object; `sent` collects what the person sent: name in the ZIP -> blob."""
    async with house.database.read() as session:
        after = (await require_member(session, one.id, person.id)).from_seq
        names = await _names(session, one)
    is_encrypted = one.kind is Kind.ENCRYPTED
    about: dict[str, Any] = {"kind": str(one.kind), "people": sorted(names.values())}
    if is_encrypted:
        # The keys are in the person's browsers alone, so this server cannot say what was written.
        about["cannot_contain"] = NOT_READABLE
    else:
        about["title"] = one.title or ", ".join(name for one_id, name in names.items() if one_id != person.id)
    yield _json(about).rstrip(b"}\n ") + b',\n "messages": '

    async def lines() -> AsyncIterator[dict[str, Any]]:
        for start in range(after, one.last_seq, MESSAGES_PER_READ):
            async with house.database.read() as session:
                page = await messages_before(
                    session, one.id, start + MESSAGES_PER_READ + 1, limit=MESSAGES_PER_READ, after_seq=start
                )
            for message in page:
                who = names.get(message.sender_id or "", one.title)
                body = {} if is_encrypted and message.kind == "encrypted" else message.body
                yield {"at": message.sent_at, "from": who, "kind": message.kind, "body": body}
                if message.sender_id == person.id and not is_encrypted:
                    sent.update(_sent(one.id, message.kind, message.body))

    async for piece in _list(lines()):
        yield piece
    yield b"}"


def _sent(chat: str, kind: str, body: dict[str, Any]) -> dict[str, str]:
    """The blob of a message that has one, under its name in the ZIP."""
    match kind:
        case "picture":
            picture = read_picture(body).picture
            return {f"pictures/{picture}.webp": chat_picture_blob(chat, picture, small=False)}
        case "file":
            card = read_file(body)
            return {f"files/{card.file}/{card.name}": attachment_blob(chat, card.file)}
        case "voice":
            note = read_voice(body)
            return {f"voices/{note.voice}.{VOICE_ENDINGS[note.media_type]}": attachment_blob(chat, note.voice)}
        case _:
            return {}


async def _names(session: AsyncSession, one: Conversation) -> dict[str, str]:
    if one.kind is Kind.SERVICE:
        return {}
    return await names_of(session, list((await members_of(session, [one.id]))[one.id]))


async def _blob(house: House, archive: Archive, name: str, blob: str) -> AsyncIterator[bytes]:
    try:
        data = await house.blobs.get(blob)
    except BlobUnknown:
        return  # taken back meanwhile
    async for part in archive.file(name, _once(data)):
        yield part


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _list(rows: AsyncIterable[Mapping[str, Any]]) -> AsyncIterator[bytes]:
    """A JSON list, row by row."""
    before = b"["
    async for row in rows:
        yield before + _json(row)
        before = b",\n"
    yield b"[]" if before == b"[" else b"]"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else str(value)
