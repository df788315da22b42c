"""A program speaks to a person: who the two are, their thread, and which pages and pictures of the program a message
may show. Where the rooms of programs and of chat meet, for the flows behind the server API."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, find_person
from superapp.chat.cards import picture_blob
from superapp.chat.conversations import Conversation
from superapp.chat.messages import Message
from superapp.chat.service_threads import program_thread
from superapp.house import House
from superapp.programs import (
    access_tokens,
    message_push,
    openids,
    program_threads,
    registry,
    releases,
    uploads,
    versions,
)
from superapp.programs.message_errors import MessageArgumentInvalid, OpenidUnknown
from superapp.programs.pages import page_of
from superapp.programs.registry import Program

PATH_LENGTH_MAX = 2_048


@dataclass(frozen=True, slots=True)
class Speaking:
    program: Program
    person: Person
    thread: Conversation


async def speaking(session: AsyncSession, house: House, *, access_token: str, openid: str, now: datetime) -> Speaking:
    """The thread is made at the first message; call it inside a write. Raises AccessTokenInvalid, OpenidUnknown."""
    appid = await access_tokens.require_program(session, access_token, now=now)
    person_id = await openids.find_person(session, appid, openid)
    person = await find_person(session, person_id) if person_id else None
    if person is None:
        raise OpenidUnknown()
    program = await registry.get_program(session, appid)
    return Speaking(program, person, await thread_of(session, house, program, person.id, now=now))


async def thread_of(
    session: AsyncSession, house: House, program: Program, person_id: str, *, now: datetime
) -> Conversation:
    """The thread of a program and a person, and what is kept beside it; made at the first call."""
    answered = await message_push.find_push(session, program.appid) is not None
    thread = await program_thread(
        session, person_id, program.appid, program.name, is_answered=answered, now=now, chance=house.chance
    )
    await program_threads.thread(session, thread.id, program.appid, person_id, told_seq=thread.last_seq, now=now)
    return thread


async def page_path(session: AsyncSession, appid: str, path: str) -> str:
    """The path as a card keeps it; "" stays the first page. Raises PageUnknown, ProgramUnknown (never released)."""
    released = await releases.get_released(session, appid)
    version = await versions.get_version(session, appid, released.version_id)
    if not path:
        return ""
    page, query = page_of(version.facts, path[:PATH_LENGTH_MAX])
    return f"{page}?{query}" if query else page


async def bundled_image(session: AsyncSession, appid: str, path: str) -> str:
    """The address of a file of the released bundle, "" for "". Raises MessageArgumentInvalid."""
    if not path:
        return ""
    released = await releases.get_released(session, appid)
    version = await versions.get_version(session, appid, released.version_id)
    inside = path.lstrip("/")
    if inside not in {one.path for one in version.files}:
        raise MessageArgumentInvalid("image")
    return f"/mp/{appid}/{released.hash}/{inside}"


def copied_picture(media_id: str, conversation_id: str) -> str:
    """The id under which an uploaded picture stands in a conversation: the same one however often it is sent there, so
    that a repeated message has the same body."""
    return "pic_" + hashlib.sha256(f"{media_id}:{conversation_id}".encode()).hexdigest()[:26]


async def copy_picture(house: House, media_id: str, conversation_id: str) -> str:
    """An uploaded picture into a conversation, which keeps its own; returns the id. Call it outside of a write."""
    picture = copied_picture(media_id, conversation_id)
    for small in (True, False):
        content = await house.blobs.get(uploads.upload_blob(media_id, small=small))
        await house.blobs.put(picture_blob(conversation_id, picture, small=small), content)
    return picture


def card_image(conversation_id: str, picture: str) -> str:
    """The address of a copied picture for a card."""
    return f"/chats/{conversation_id}/pictures/{picture}-small.webp"


def message_number(message: Message) -> int:
    """The platform numbers messages; ours is 52 bits of the id's digest, safe in every client's JSON."""
    return int(hashlib.sha256(message.id.encode()).hexdigest()[:13], 16)
