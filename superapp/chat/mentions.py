"""Who was named in a message by their handle: what makes a conversation say so until it is read, and what breaks
through a mute. Written with the message by superapp/chat/messages.py, read for lists by superapp/chat/views.py."""

import re
from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, String, func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.storage.database import HostTable
from wallet.many import padded

MENTIONS_MAX = 50
_MENTION = re.compile(r"(?<![\w@./])@([A-Za-z][A-Za-z0-9_]{2,29})(?!\w)")


class MentionRow(HostTable, table=True):
    __tablename__ = "message_mentions"  # pyright: ignore[reportAssignmentType]

    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))


def handles_in(text: str) -> list[str]:
    """Lower case, each once, in the order of the text."""
    return list(dict.fromkeys(found.lower() for found in _MENTION.findall(text)))[:MENTIONS_MAX]


async def last_mentions(
    session: AsyncSession, person_ids: Iterable[str], conversation_ids: Iterable[str]
) -> dict[tuple[str, str], int]:
    """(conversation, person) -> the number of the newest message that names them; only where there is one."""
    people, places = padded(person_ids), padded(conversation_ids)
    if not people or not places:
        return {}
    rows = await session.exec(
        select(MentionRow.conversation_id, MentionRow.person_id, func.max(MentionRow.seq))
        .where(col(MentionRow.person_id).in_(people), col(MentionRow.conversation_id).in_(places))
        .group_by(col(MentionRow.conversation_id), col(MentionRow.person_id))
    )
    return {(conversation_id, person_id): seq for conversation_id, person_id, seq in rows}
