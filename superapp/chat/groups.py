"""Groups: who is in them and what each may do. The owner may everything; admins invite, remove members, answer who
waits (superapp/chat/doors.py), announce, rename and quiet; a member may leave. What concerns everybody leaves a notice
in the conversation. Flows call it and wake the members afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.base.lines import clean_line
from superapp.base.words import N_
from superapp.chat import announcements, doors
from superapp.chat.cards import Notice
from superapp.chat.conversations import ConversationRow, MemberRow, lock
from superapp.chat.errors import GroupFull, GroupTitleInvalid, NotForYou, RemovedFromGroup
from superapp.chat.kinds import Kind, Role
from superapp.chat.messages import append
from superapp.realtime.events import record
from superapp.security.tokens import new_token
from wallet.ids import new_id
from wallet.ports import Chance

PEOPLE_MAX, TITLE_LETTERS_MAX = 500, 60
_RANKS = {Role.MEMBER: 0, Role.ADMIN: 1, Role.OWNER: 2}


async def create_group(
    session: AsyncSession, owner_id: str, title: str, people: Sequence[str], *, now: datetime, chance: Chance
) -> str:
    """The conversation's id. people: besides the owner, all of them existing. Raises GroupTitleInvalid, GroupFull."""
    group = ConversationRow(
        id=new_id("cnv", now, chance), kind=Kind.GROUP, title=_title(title), pair_key=None, created_at=now
    )
    everybody = dict.fromkeys(people, Role.MEMBER) | {owner_id: Role.OWNER}
    if len(everybody) > PEOPLE_MAX:
        raise GroupFull(PEOPLE_MAX)
    session.add(group)
    await session.flush()
    session.add_all(
        MemberRow(conversation_id=group.id, person_id=person, joined_at=now, role=role)
        for person, role in everybody.items()
    )
    await session.flush()
    added = [one for one in everybody if one != owner_id]
    await _notice(session, group.id, owner_id, Notice("created", added, group.title), now=now, chance=chance)
    return group.id


async def members(session: AsyncSession, group_id: str) -> dict[str, Role]:
    """person id -> role; the owner first, then admins, each in the order they joined."""
    rows = await session.exec(
        select(MemberRow)
        .where(col(MemberRow.conversation_id) == group_id)
        .order_by(col(MemberRow.joined_at), col(MemberRow.person_id))
    )
    return {row.person_id: Role(row.role) for row in sorted(rows, key=lambda row: -_RANKS[Role(row.role)])}


async def add(
    session: AsyncSession, group_id: str, by: str, people: Sequence[str], *, now: datetime, chance: Chance
) -> None:
    """Who is in already stays. Raises NotFound, NotForYou, GroupFull."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    if new := await _enter(session, group, people, now=now):
        await _notice(session, group_id, by, Notice("added", new, ""), now=now, chance=chance)


async def join(session: AsyncSession, code: str, person_id: str, *, now: datetime, chance: Chance) -> tuple[str, bool]:
    """By the group's link: (the conversation's id, True when they are in, False when they wait for an admin's yes).

    Raises NotFound, GroupFull, RemovedFromGroup.
    """
    found = (await session.exec(select(ConversationRow.id).where(col(ConversationRow.join_code) == code))).first()
    group = await lock(session, found) if found else None
    if group is None or group.join_code != code:
        raise NotFound("group")
    if await session.get(MemberRow, (group.id, person_id), populate_existing=True):
        return group.id, True
    if await doors.is_kept_out(session, group.id, person_id):
        raise RemovedFromGroup()
    if group.asks_admins:
        if await doors.ask(session, group.id, person_id, now=now):
            await _tell_admins(session, group.id, now=now)
        return group.id, False
    await _enter(session, group, [person_id], now=now)
    await _notice(session, group.id, person_id, Notice("joined", [], ""), now=now, chance=chance)
    return group.id, True


async def withdraw(session: AsyncSession, code: str, person_id: str, *, now: datetime) -> str:
    """They wait no longer. The conversation's id. Raises NotFound."""
    found = await find_by_code(session, code)
    if found is None or await lock(session, found.id) is None:
        raise NotFound("group")
    if await doors.forget_request(session, found.id, person_id):
        await _tell_admins(session, found.id, now=now)
    return found.id


async def answer(
    session: AsyncSession, group_id: str, by: str, person_id: str, is_yes: bool, *, now: datetime, chance: Chance
) -> None:
    """An admin's yes or no to somebody who waits; a no is told to nobody, and holds for a week.

    Raises NotFound, NotForYou, GroupFull.
    """
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    await doors.require_request(session, group_id, person_id)
    if not is_yes:
        await doors.decline(session, group_id, person_id, now=now)
        await _tell_admins(session, group_id, now=now)
    elif new := await _enter(session, group, [person_id], now=now):
        await _notice(session, group_id, by, Notice("added", new, ""), now=now, chance=chance)


@dataclass(frozen=True, slots=True)
class Door:
    """The way into a group by its link. asks_admins: who is new waits for an admin's yes."""

    id: str
    title: str
    asks_admins: bool


async def find_by_code(session: AsyncSession, code: str) -> Door | None:
    """The group that this link leads to."""
    found = await session.exec(
        select(ConversationRow.id, ConversationRow.title, ConversationRow.asks_admins).where(
            col(ConversationRow.join_code) == code
        )
    )
    row = found.first()
    return Door(*row) if row else None


async def remove(
    session: AsyncSession, group_id: str, by: str, person_id: str, *, now: datetime, chance: Chance
) -> None:
    """An admin removes members, the owner anybody else; the link does not bring them back.

    Raises NotFound, NotForYou.
    """
    _, mine = await _may(session, group_id, by, Role.ADMIN)
    theirs = await session.get(MemberRow, (group_id, person_id), populate_existing=True)
    if theirs is None:
        raise NotFound("person")
    if _RANKS[Role(theirs.role)] >= _RANKS[mine]:
        raise NotForYou(N_("the owner"))
    await doors.keep_out(session, group_id, person_id, by, now=now)
    await _go(session, theirs, now=now)
    await _notice(session, group_id, by, Notice("removed", [person_id], ""), now=now, chance=chance)


async def leave(session: AsyncSession, group_id: str, person_id: str, *, now: datetime, chance: Chance) -> None:
    """When the owner leaves, the admin or else the member who came first becomes the owner. Raises NotFound."""
    _, mine = await _may(session, group_id, person_id, Role.MEMBER)
    row = await session.get_one(MemberRow, (group_id, person_id))
    await _notice(session, group_id, person_id, Notice("left", [], ""), now=now, chance=chance)
    await _go(session, row, now=now)
    left = list(await members(session, group_id))
    if mine is Role.OWNER and left:
        heir = await session.get_one(MemberRow, (group_id, left[0]))
        heir.role = Role.OWNER
        session.add(heir)
        await session.flush()
        await _tell(session, group_id, now=now)


async def rename(session: AsyncSession, group_id: str, by: str, title: str, *, now: datetime, chance: Chance) -> None:
    """The same name changes nothing. Raises NotFound, NotForYou, GroupTitleInvalid."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    title = _title(title)
    if title == group.title:
        return
    group.title = title
    session.add(group)
    await _notice(session, group_id, by, Notice("renamed", [], title), now=now, chance=chance)


async def set_role(session: AsyncSession, group_id: str, by: str, person_id: str, role: Role, *, now: datetime) -> None:
    """Only the owner makes and unmakes admins; making somebody the owner gives it away. Raises NotFound, NotForYou."""
    await _may(session, group_id, by, Role.OWNER)
    theirs = await session.get(MemberRow, (group_id, person_id), populate_existing=True)
    if theirs is None or person_id == by:
        raise NotFound("person")
    if role is Role.OWNER:
        mine = await session.get_one(MemberRow, (group_id, by))
        mine.role = Role.ADMIN
        session.add(mine)
    theirs.role = role
    session.add(theirs)
    await session.flush()
    await _tell(session, group_id, now=now)


async def quiet(
    session: AsyncSession, group_id: str, by: str, only_admins: bool, *, now: datetime, chance: Chance
) -> None:
    """Whether only admins write. Raises NotFound, NotForYou."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    if group.only_admins_write == only_admins:
        return
    group.only_admins_write = only_admins
    session.add(group)
    what = "quiet" if only_admins else "open"
    await _notice(session, group_id, by, Notice(what, [], ""), now=now, chance=chance)


async def announce(session: AsyncSession, group_id: str, by: str, text: str, *, now: datetime) -> None:
    """The text that stands above the thread; "" takes it down. Raises NotFound, NotForYou, AnnouncementTooLong."""
    await _may(session, group_id, by, Role.ADMIN)
    if await announcements.put(session, group_id, announcements.announcement_text(text), by, now=now):
        await _tell(session, group_id, now=now)


async def join_rules(session: AsyncSession, group_id: str, by: str) -> tuple[str | None, bool]:
    """For admins: the code of the link or None; whether who is new waits. Raises NotFound, NotForYou."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    return group.join_code, group.asks_admins


async def ask_admins(session: AsyncSession, group_id: str, by: str, is_on: bool, *, now: datetime) -> None:
    """Whether who follows the link waits for an admin's yes. Raises NotFound, NotForYou."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    group.asks_admins = is_on
    session.add(group)
    await session.flush()
    await _tell_admins(session, group_id, now=now)


async def set_link(session: AsyncSession, group_id: str, by: str, is_open: bool, *, chance: Chance) -> None:
    """A new link, which makes an earlier one useless, or none. Raises NotFound, NotForYou."""
    group, _ = await _may(session, group_id, by, Role.ADMIN)
    group.join_code = new_token(chance) if is_open else None
    session.add(group)
    await session.flush()


async def _may(session: AsyncSession, group_id: str, person_id: str, least: Role) -> tuple[ConversationRow, Role]:
    """The group, locked. NotFound for whoever is not in it."""
    group = await lock(session, group_id)
    member = await session.get(MemberRow, (group_id, person_id), populate_existing=True)
    if group is None or member is None or group.kind != Kind.GROUP:
        raise NotFound("conversation")
    role = Role(member.role)
    if _RANKS[role] < _RANKS[least]:
        raise NotForYou(N_("the owner") if least is Role.OWNER else N_("admins"))
    return group, role


async def _enter(session: AsyncSession, group: ConversationRow, people: Sequence[str], *, now: datetime) -> list[str]:
    """Who was not in before. They read what is said from now on."""
    there = await members(session, group.id)
    new = [one for one in dict.fromkeys(people) if one not in there]
    if len(there) + len(new) > PEOPLE_MAX:
        raise GroupFull(PEOPLE_MAX)
    session.add_all(
        MemberRow(
            conversation_id=group.id,
            person_id=person,
            joined_at=now,
            from_seq=group.last_seq,
            read_seq=group.last_seq,
        )
        for person in new
    )
    await session.flush()
    await doors.let_in(session, group.id, new)
    return new


async def _go(session: AsyncSession, member: MemberRow, *, now: datetime) -> None:
    group_id, person_id = member.conversation_id, member.person_id
    await session.delete(member)
    await session.flush()
    await record(session, [person_id], "left", {"conversation_id": group_id}, now=now)


async def _tell_admins(session: AsyncSession, group_id: str, *, now: datetime) -> None:
    admins = [one for one, role in (await members(session, group_id)).items() if role is not Role.MEMBER]
    await record(session, admins, "group", {"conversation_id": group_id}, now=now)


async def _tell(session: AsyncSession, group_id: str, *, now: datetime) -> None:
    await record(session, await members(session, group_id), "group", {"conversation_id": group_id}, now=now)


async def _notice(
    session: AsyncSession, group_id: str, by: str, notice: Notice, *, now: datetime, chance: Chance
) -> None:
    await session.flush()
    await append(session, group_id, by, "notice", notice.body(), client_id=None, now=now, chance=chance)


def _title(title: str) -> str:
    kept = clean_line(title)
    if not kept or len(kept) > TITLE_LETTERS_MAX:
        raise GroupTitleInvalid(TITLE_LETTERS_MAX)
    return kept
