"""Who has read what in a group, as far as they let it be seen: how many the newest message of each member, and who one
message. Counting costs one query for all groups, and nothing more for each of their people. Called by views and
overviews, and by flows/look_at_readers."""

from bisect import bisect_left
from collections.abc import Iterable

from sqlalchemy import select as columns
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.chat.conversations import MemberRow, Membership
from superapp.chat.kinds import Kind
from superapp.contacts.privacy import Circle, privacies
from wallet.many import padded


async def readers_of_newest(session: AsyncSession, memberships: Iterable[Membership]) -> dict[tuple[str, str], int]:
    """(conversation id, person id) -> how many others have read the newest message of this person; groups only."""
    wrote = [one for one in memberships if one.wrote_seq and one.conversation.kind is Kind.GROUP]
    groups = {one.conversation.id for one in wrote}
    if not groups:
        return {}
    rows = await session.execute(
        columns(col(MemberRow.conversation_id), col(MemberRow.shown_seq), col(MemberRow.from_seq)).where(
            col(MemberRow.conversation_id).in_(padded(sorted(groups))),
            col(MemberRow.shown_seq) > col(MemberRow.from_seq),
        )
    )
    # Who has read up to `shown`, and can read only what comes after `begun`, has read the numbers between the two.
    shown: dict[str, list[int]] = {one: [] for one in groups}
    begun: dict[str, list[int]] = {one: [] for one in groups}
    for group, shown_seq, from_seq in rows:
        shown[group].append(shown_seq)
        begun[group].append(from_seq)
    for marks in (*shown.values(), *begun.values()):
        marks.sort()
    return {
        (group, one.person_id): max(0, _from(shown[group], seq) - _from(begun[group], seq) - _own(one))
        for one in wrote
        for group, seq in ((one.conversation.id, one.wrote_seq),)
    }


async def readers(session: AsyncSession, conversation_id: str, seq: int, but: str) -> tuple[list[str], list[str]]:
    """Whose conversation has message `seq` in it, without `but`: those known to have read it, and the others."""
    rows = await session.execute(
        columns(col(MemberRow.person_id), col(MemberRow.shown_seq))
        .where(
            col(MemberRow.conversation_id) == conversation_id,
            col(MemberRow.from_seq) < seq,
            col(MemberRow.person_id) != but,
        )
        .order_by(col(MemberRow.joined_at), col(MemberRow.person_id))
    )
    found = [(person_id, shown_seq >= seq) for person_id, shown_seq in rows]
    return [one for one, has_read in found if has_read], [one for one, has_read in found if not has_read]


async def shows_reading(session: AsyncSession, person_id: str) -> bool:
    return person_id in await who_show_reading(session, [person_id])


async def who_show_reading(session: AsyncSession, person_ids: Iterable[str]) -> set[str]:
    """Those of them who let others see what they have read."""
    chosen = await privacies(session, sorted(person_ids))
    return {one for one, privacy in chosen.items() if privacy.read_by is Circle.ANYONE}


def _from(marks: list[int], seq: int) -> int:
    """How many are at `seq` or past it."""
    return len(marks) - bisect_left(marks, seq)


def _own(one: Membership) -> int:
    """Who writes has read it: 1 where that stands among the marks."""
    return int(one.shown_seq >= one.wrote_seq > one.from_seq)
