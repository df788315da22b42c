"""Devices that want to be told: one row per browser that said yes, tied to the session it said so in. When the session
ends, whatever ended it, the device hears nothing more. `seen_event` is how far the person's events were looked at for
this device (realtime/events.py); it moves in the transaction that queues what they call for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Column, String, UniqueConstraint, update
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import HostError, NotFound
from superapp.notify.encryption import device_point, from_base64url
from superapp.realtime.events import PersonHeadRow, last_event
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ids import new_id
from wallet.many import padded
from wallet.ports import Chance

DEVICES_MAX = 20
ENDPOINT_LETTERS_MAX = 1000
SECRET_BYTES = 16


class SubscriptionRow(HostTable, table=True):
    __tablename__ = "push_subscriptions"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("endpoint", name="one_subscription_per_endpoint"),)

    id: str = Field(sa_column=Column(String(64), primary_key=True))
    person_id: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    session_id: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    endpoint: str = Field(sa_column=Column(String(ENDPOINT_LETTERS_MAX), nullable=False))
    device_key: str = Field(sa_column=Column(String(100), nullable=False))
    secret: str = Field(sa_column=Column(String(40), nullable=False))
    device: str = Field(sa_column=Column(String(120), nullable=False))
    seen_event: int = Field(sa_column=Column(BigInteger, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


@dataclass(eq=False)
class SubscriptionInvalid(HostError):
    code: ClassVar[str] = "subscription_invalid"


@dataclass(frozen=True, slots=True)
class Keys:
    """As the browser gives them, base64url: its public key (`p256dh`) and its secret (`auth`)."""

    device_key: str
    secret: str

    def check(self) -> None:
        """Raises SubscriptionInvalid."""
        try:
            device_point(from_base64url(self.device_key))
            fits = len(from_base64url(self.secret)) == SECRET_BYTES
        except ValueError as error:
            raise SubscriptionInvalid() from error
        if not fits:
            raise SubscriptionInvalid()


@dataclass(frozen=True, slots=True)
class Subscription:
    """endpoint: where its push service takes messages. device: such as "Chrome on Android"."""

    id: str
    person_id: str
    session_id: str
    endpoint: str
    keys: Keys
    device: str
    seen_event: int
    created_at: datetime


async def subscribe(
    session: AsyncSession,
    person_id: str,
    session_id: str,
    endpoint: str,
    keys: Keys,
    *,
    device: str,
    now: datetime,
    chance: Chance,
) -> str:
    """The subscription's id. A known endpoint changes hands: the browser belongs to who is signed in now. What happened
    before is no news. Raises SubscriptionInvalid."""
    keys.check()
    if len(endpoint) > ENDPOINT_LETTERS_MAX or not endpoint.startswith(("https://", "http://")):
        raise SubscriptionInvalid()
    known = (await session.exec(select(SubscriptionRow).where(col(SubscriptionRow.endpoint) == endpoint))).first()
    row = known or SubscriptionRow(
        id=new_id("sub", now, chance),
        person_id=person_id,
        session_id=session_id,
        endpoint=endpoint,
        device_key=keys.device_key,
        secret=keys.secret,
        device=device,
        seen_event=0,
        created_at=now,
    )
    if known is None or known.person_id != person_id:
        row.seen_event = await last_event(session, person_id)
    row.person_id, row.session_id, row.device = person_id, session_id, device
    row.device_key, row.secret = keys.device_key, keys.secret
    session.add(row)
    await session.flush()
    # One person's browsers; a program that subscribes again and again must not fill the table.
    mine = await subscriptions_of(session, person_id)
    for old in mine[DEVICES_MAX:]:
        await unsubscribe(session, old.id)
    return row.id


async def subscriptions_of(session: AsyncSession, person_id: str) -> list[Subscription]:
    """The newest first."""
    rows = await session.exec(
        select(SubscriptionRow)
        .where(col(SubscriptionRow.person_id) == person_id)
        .order_by(col(SubscriptionRow.created_at).desc(), col(SubscriptionRow.id).desc())
    )
    return [_view(row) for row in rows]


async def have_subscriptions(session: AsyncSession, person_ids: Iterable[str]) -> set[str]:
    """Who of these people has a device that is told."""
    wanted = col(SubscriptionRow.person_id).in_(padded(sorted(set(person_ids))))
    return set((await session.exec(select(SubscriptionRow.person_id).where(wanted).distinct())).all())


async def get_subscription(session: AsyncSession, person_id: str, subscription_id: str) -> Subscription:
    """Raises NotFound when it is not this person's."""
    row = await session.get(SubscriptionRow, subscription_id)
    if row is None or row.person_id != person_id:
        raise NotFound("device")
    return _view(row)


async def some_subscriptions(session: AsyncSession, ids: set[str]) -> dict[str, Subscription]:
    rows = await session.exec(select(SubscriptionRow).where(col(SubscriptionRow.id).in_(ids)))
    return {row.id: _view(row) for row in rows}


async def unsubscribe(session: AsyncSession, subscription_id: str) -> None:
    await session.exec(delete(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id))


async def people_with_news(session: AsyncSession, *, limit: int) -> list[str]:
    """Whose events go on after what was looked at for one of their devices."""
    rows = await session.exec(
        select(SubscriptionRow.person_id)
        .join(PersonHeadRow, col(PersonHeadRow.person_id) == col(SubscriptionRow.person_id))
        .where(col(PersonHeadRow.last_seq) > col(SubscriptionRow.seen_event))
        .distinct()
        .order_by(col(SubscriptionRow.person_id))
        .limit(limit)
    )
    return list(rows.all())


async def locked_subscriptions(session: AsyncSession, person_id: str) -> list[Subscription]:
    """Locked to the end of the transaction, so that two workers never look at the same events for one device."""
    rows = await session.exec(
        select(SubscriptionRow)
        .where(col(SubscriptionRow.person_id) == person_id)
        .order_by(col(SubscriptionRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [_view(row) for row in rows]


async def move_seen(session: AsyncSession, subscription_id: str, seen_event: int) -> None:
    moved = update(SubscriptionRow).where(col(SubscriptionRow.id) == subscription_id).values(seen_event=seen_event)
    await session.execute(moved, execution_options={"synchronize_session": False})


def _view(row: SubscriptionRow) -> Subscription:
    return Subscription(
        row.id,
        row.person_id,
        row.session_id,
        row.endpoint,
        Keys(row.device_key, row.secret),
        row.device,
        row.seen_event,
        row.created_at,
    )
