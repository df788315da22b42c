"""Messages a person wants from a program: for each template the last answer, whether to keep it without asking, and how
many messages are still owed. One "accept" is one message; accepts add up, as on the platform. Called by
flows/ask_consent; flows/send_subscribe_message takes from `credits`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.message_errors import MessageNotWanted
from superapp.storage.database import HostTable, UtcDateTime

TEMPLATES_AT_ONCE_MAX = 5
"""The platform asks about three, of which some kinds allow five."""
CREDITS_MAX = 1_000_000


class SubscriptionRow(HostTable, table=True):
    __tablename__ = "program_subscriptions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint("accepted_credits >= 0", name="credits_are_not_negative"),
        CheckConstraint("choice IN ('accept', 'reject')", name="a_choice_is_accept_or_reject"),
    )

    person_id: str = Field(primary_key=True, max_length=40)
    appid: str = Field(primary_key=True, max_length=18)
    template_id: str = Field(primary_key=True, max_length=64)
    choice: str = Field(max_length=6)
    is_kept: bool
    accepted_credits: int
    decided_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Subscription:
    """choice: "accept" or "reject"; is_kept: the person is not asked again. credits: messages still owed."""

    template_id: str
    choice: str
    is_kept: bool
    credits: int


async def subscriptions_of(session: AsyncSession, person_id: str, appid: str) -> list[Subscription]:
    mine = (SubscriptionRow.person_id == person_id, SubscriptionRow.appid == appid)
    rows = await session.exec(select(SubscriptionRow).where(*mine))
    return [Subscription(row.template_id, row.choice, row.is_kept, row.accepted_credits) for row in rows]


async def answer(
    session: AsyncSession, person_id: str, appid: str, answers: dict[str, str], *, keep: bool, now: datetime
) -> None:
    """answers: template id -> "accept" or "reject". An accept adds one message to those owed."""
    for template_id, choice in sorted(answers.items()):
        row = await session.get(SubscriptionRow, (person_id, appid, template_id), with_for_update=True)
        row = row or SubscriptionRow(
            person_id=person_id,
            appid=appid,
            template_id=template_id,
            choice=choice,
            is_kept=keep,
            accepted_credits=0,
            decided_at=now,
        )
        row.choice, row.is_kept, row.decided_at = choice, keep, now
        if choice == "accept":
            row.accepted_credits = min(CREDITS_MAX, row.accepted_credits + 1)
        session.add(row)
    await session.flush()


async def keep(
    session: AsyncSession, person_id: str, appid: str, template_id: str, choice: str, *, now: datetime
) -> None:
    """The switch in the program's settings: changes what is kept, owes no message."""
    row = await session.get(SubscriptionRow, (person_id, appid, template_id))
    if row is None:
        return
    row.choice, row.is_kept, row.decided_at = choice, True, now
    session.add(row)
    await session.flush()


async def take_credit(session: AsyncSession, person_id: str, appid: str, template_id: str) -> int:
    """One message less is owed; returns how many are left. Two that take the last one at once: one of them gets it.

    Raises MessageNotWanted ("refused" when the last answer was no and nothing is left of earlier ones).
    """
    row = await session.get(
        SubscriptionRow, (person_id, appid, template_id), with_for_update=True, populate_existing=True
    )
    if row is None or row.accepted_credits == 0:
        raise MessageNotWanted("refused" if row and row.choice == "reject" else "no_credit")
    row.accepted_credits -= 1
    session.add(row)
    await session.flush()
    return row.accepted_credits


async def forget_subscriptions(session: AsyncSession, person_id: str, appid: str) -> None:
    mine = (col(SubscriptionRow.person_id) == person_id, col(SubscriptionRow.appid) == appid)
    await session.exec(delete(SubscriptionRow).where(*mine))
