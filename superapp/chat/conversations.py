"""Conversations and who is in them. Flows open and read them; superapp/chat/messages.py writes into them. Kinds:
"direct" (two people), "encrypted" (the same two, in words this server cannot read: superapp/chat/encrypted.py),
"service" (one person and a service account that tells them things), "group" (see superapp/chat/groups.py). Unread is
arithmetic: a conversation's last number minus the number its member has read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, BigInteger, Boolean, CheckConstraint, Column, Index, String, false, func, tuple_
from sqlalchemy import select as columns
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound, ensure
from superapp.chat.errors import ChatWithYourself
from superapp.chat.kinds import Kind, Role
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance


class ConversationRow(HostTable, table=True):
    __tablename__ = "conversations"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(
            "kind IN ('direct', 'service', 'group', 'saved', 'encrypted')", name="conversation_kind_is_known"
        ),
        CheckConstraint("last_seq >= 0", name="messages_count_from_one"),
        CheckConstraint("(kind = 'service') = (service <> '')", name="only_a_service_thread_has_a_service"),
        Index("ix_conversations_answered", "is_answered", "last_message_at"),
    )
    id: str = Field(sa_column=Column(String(64), primary_key=True))
    kind: str = Field(sa_column=Column(String(16), nullable=False))
    title: str = Field(sa_column=Column(String(120), nullable=False))
    service: str = Field(default="", sa_column=Column(String(64), nullable=False))
    # What makes the conversation the only one of its kind: both people of a direct one, person and service.
    # Null for a group: there may be many with the same people.
    pair_key: str | None = Field(sa_column=Column(String(160), unique=True, nullable=True))
    last_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    last_message_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    # Of a group: whoever has this code may join, with or without an admin's yes; whether its members may write at all.
    join_code: str | None = Field(default=None, sa_column=Column(String(64), unique=True, nullable=True))
    asks_admins: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    only_admins_write: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # Of a service's thread: somebody reads what the person writes there.
    is_answered: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))
    # Numbers of the messages above its thread, the latest pin last: superapp/chat/pins.py
    pins: list[int] = Field(default_factory=list[int], sa_column=Column(JSON, nullable=False, server_default="[]"))


class MemberRow(HostTable, table=True):
    __tablename__ = "conversation_members"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("read_seq >= 0", name="read_mark_is_not_negative"),
        CheckConstraint("role IN ('owner', 'admin', 'member')", name="member_role_is_known"),
        Index("ix_conversation_members_person_id", "person_id"),
    )
    conversation_id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), primary_key=True))
    read_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    joined_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    role: str = Field(default=Role.MEMBER, sa_column=Column(String(8), nullable=False, server_default="member"))
    # Who joins a group later sees what is said from then on: messages after this number.
    from_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    # Up to where the others may know that this person read (`Privacy.read_by`), and the newest message of their own.
    shown_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    wrote_seq: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    # How this person keeps it: at the head of their list; without a number or a sound.
    pinned_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime, nullable=True))
    is_muted: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


@dataclass(frozen=True, slots=True)
class Conversation:
    """title: a service's or a group's name; empty for a direct one, whose title is the other person's name."""

    id: str
    kind: Kind
    title: str
    service: str
    last_seq: int
    last_message_at: datetime | None
    only_admins_write: bool = False
    is_answered: bool = False
    pins: tuple[int, ...] = ()

    @property
    def takes_no_answers(self) -> bool:
        """A service that only tells."""
        return self.kind is Kind.SERVICE and not self.is_answered


@dataclass(frozen=True, slots=True)
class Membership:
    """from_seq: what they may read begins after it. pinned_at: since when it stands at the head of their list.
    wrote_seq: the newest message they wrote, 0 for none; shown_seq: up to where others may know that they read."""

    conversation: Conversation
    person_id: str
    read_seq: int
    role: Role = Role.MEMBER
    from_seq: int = 0
    pinned_at: datetime | None = None
    is_muted: bool = False
    wrote_seq: int = 0
    shown_seq: int = 0

    @property
    def can_write(self) -> bool:
        conversation = self.conversation
        return not conversation.takes_no_answers and not (conversation.only_admins_write and self.role is Role.MEMBER)


async def direct_conversation(
    session: AsyncSession, first_id: str, second_id: str, *, now: datetime, chance: Chance
) -> Conversation:
    """The one conversation of two people; made at the first call, in whichever order they are named.

    Raises ChatWithYourself.
    """
    if first_id == second_id:
        raise ChatWithYourself()
    people = sorted((first_id, second_id))
    return await _only(session, Kind.DIRECT, ":".join(people), people, title="", service="", now=now, chance=chance)


def encrypted_key(first_id: str, second_id: str) -> str:
    return f"{':'.join(sorted((first_id, second_id)))}#encrypted"


async def encrypted_conversation(
    session: AsyncSession, first_id: str, second_id: str, *, now: datetime, chance: Chance
) -> Conversation:
    """The one encrypted conversation of two people, beside their direct one; made at the first call.

    Raises ChatWithYourself.
    """
    if first_id == second_id:
        raise ChatWithYourself()
    people = sorted((first_id, second_id))
    key = encrypted_key(*people)
    return await _only(session, Kind.ENCRYPTED, key, people, title="", service="", now=now, chance=chance)


async def saved_messages(session: AsyncSession, person_id: str, *, now: datetime, chance: Chance) -> Conversation:
    """The conversation of one person with themselves; made at the first call."""
    key = f"{person_id}@@saved"
    return await _only(session, Kind.SAVED, key, [person_id], title="", service="", now=now, chance=chance)


async def direct_between(session: AsyncSession, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(one person, another) -> their conversation, where there is one."""
    keys = {pair: ":".join(sorted(pair)) for pair in pairs}
    if not keys:
        return {}
    rows = await session.exec(
        select(ConversationRow.pair_key, ConversationRow.id).where(
            col(ConversationRow.pair_key).in_(padded(sorted(set(keys.values()))))
        )
    )
    found = {key: conversation_id for key, conversation_id in rows if key is not None}
    return {pair: found[key] for pair, key in keys.items() if key in found}


async def service_thread(
    session: AsyncSession,
    person_id: str,
    service: str,
    title: str,
    now: datetime,
    chance: Chance,
    *,
    is_answered: bool = False,
) -> Conversation:
    """The thread in which a service (such as "wallet" or "program:wx12…") tells this person things; made at the
    first call. title: the service's name as people read it; later calls do not change it, nor `is_answered`: whether
    the person may write there, see superapp/chat/service_threads.py."""
    ensure(service, "a service has a name")
    return await _only(
        session,
        Kind.SERVICE,
        f"{person_id}@{service}",
        [person_id],
        title=title,
        service=service,
        now=now,
        chance=chance,
        is_answered=is_answered,
    )


async def require_member(session: AsyncSession, conversation_id: str, person_id: str) -> Membership:
    """Raises NotFound both for a conversation that does not exist and for one this person is not in."""
    wanted = (conversation_id, person_id)
    if found := (await memberships_at(session, [wanted])).get(wanted):
        return found
    raise NotFound("conversation")


async def memberships_at(session: AsyncSession, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Membership]:
    """wanted: (conversation id, person id); those who are not in it are missing. One question for all."""
    pairs = padded(sorted(set(wanted)))
    mine = tuple_(col(MemberRow.conversation_id), col(MemberRow.person_id)).in_(pairs)
    rows = await session.exec(
        select(ConversationRow, MemberRow)
        .join(MemberRow, col(MemberRow.conversation_id) == col(ConversationRow.id))
        .where(mine)
    )
    return {(row.id, member.person_id): _membership(row, member) for row, member in rows}


async def memberships(
    session: AsyncSession, conversations: list[Conversation], person_id: str
) -> dict[str, Membership]:
    """conversation id -> how this person is in it; those they are not in are missing."""
    rows = await session.exec(
        select(ConversationRow, MemberRow)
        .join(MemberRow, col(MemberRow.conversation_id) == col(ConversationRow.id))
        .where(col(ConversationRow.id).in_([one.id for one in conversations]), col(MemberRow.person_id) == person_id)
    )
    return {row.id: _membership(row, member) for row, member in rows}


async def member_counts(session: AsyncSession, conversation_ids: list[str]) -> dict[str, int]:
    rows = await session.exec(
        select(MemberRow.conversation_id, func.count())
        .where(col(MemberRow.conversation_id).in_(conversation_ids))
        .group_by(MemberRow.conversation_id)
    )
    return dict(rows.all())


async def readers_of(session: AsyncSession, conversation_id: str, seq: int) -> list[str]:
    """Whose conversation has message `seq` in it."""
    rows = await session.exec(
        select(MemberRow.person_id).where(
            col(MemberRow.conversation_id) == conversation_id, col(MemberRow.from_seq) < seq
        )
    )
    return list(rows.all())


async def members_of(session: AsyncSession, conversation_ids: list[str]) -> dict[str, dict[str, int]]:
    """conversation id -> person id -> up to where the others may know that they read."""
    members: dict[str, dict[str, int]] = {conversation_id: {} for conversation_id in conversation_ids}
    # Columns and not objects: there may be hundreds.
    found = columns(col(MemberRow.conversation_id), col(MemberRow.person_id), col(MemberRow.shown_seq))
    wanted = found.where(col(MemberRow.conversation_id).in_(padded(sorted(members))))
    for conversation_id, person_id, shown_seq in await session.execute(wanted) if members else ():
        members[conversation_id][person_id] = shown_seq
    return members


async def lock(session: AsyncSession, conversation_id: str) -> ConversationRow | None:
    """The row, locked to the end of the transaction: whoever writes into a conversation waits here for the others.
    SQLite holds its one write lock already."""
    return (await lock_all(session, [conversation_id])).get(conversation_id)


async def lock_all(session: AsyncSession, conversation_ids: Iterable[str]) -> dict[str, ConversationRow]:
    """Those that exist, locked in one order, so that two who lock several never wait for each other in a circle."""
    found = await session.exec(
        select(ConversationRow)
        .where(col(ConversationRow.id).in_(padded(sorted(set(conversation_ids)))))
        .order_by(col(ConversationRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in found.all()}


async def member_rows(session: AsyncSession, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], MemberRow]:
    """By (conversation id, person id), to be changed."""
    places = padded(sorted(set(wanted)))
    if not places:
        return {}
    mine = tuple_(col(MemberRow.conversation_id), col(MemberRow.person_id)).in_(places)
    return {(row.conversation_id, row.person_id): row for row in (await session.exec(select(MemberRow).where(mine)))}


async def _only(
    session: AsyncSession,
    kind: Kind,
    pair_key: str,
    people: list[str],
    *,
    title: str,
    service: str,
    now: datetime,
    chance: Chance,
    is_answered: bool = False,
) -> Conversation:
    """Insert or find: two people who open the same chat at once get the same conversation."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    made = await session.execute(
        insert(ConversationRow)
        .values(
            id=new_id("cnv", now, chance),
            kind=str(kind),
            title=title[:120],
            service=service,
            pair_key=pair_key,
            last_seq=0,
            created_at=now,
            is_answered=is_answered,
        )
        .on_conflict_do_nothing(index_elements=["pair_key"])
        .returning(col(ConversationRow.id))
    )
    if (conversation_id := made.scalar_one_or_none()) is not None:
        session.add_all(
            MemberRow(conversation_id=conversation_id, person_id=person_id, joined_at=now) for person_id in people
        )
        await session.flush()
    row = (await session.exec(select(ConversationRow).where(col(ConversationRow.pair_key) == pair_key))).one()
    return conversation_of(row)


def conversation_of(row: ConversationRow) -> Conversation:
    return Conversation(
        row.id,
        Kind(row.kind),
        row.title,
        row.service,
        row.last_seq,
        row.last_message_at,
        row.only_admins_write,
        row.is_answered,
        tuple(row.pins),
    )


def _membership(row: ConversationRow, member: MemberRow) -> Membership:
    return Membership(
        conversation_of(row),
        member.person_id,
        member.read_seq,
        Role(member.role),
        member.from_seq,
        member.pinned_at,
        member.is_muted,
        member.wrote_seq,
        member.shown_seq,
    )
