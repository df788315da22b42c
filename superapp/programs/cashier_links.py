"""Cashier links: the handle between a program's `wx.requestPayment` and the host's cashier sheet. The program learns
an unguessable token for one person and one order; amount and payee come from the order. Called by
flows/request_payment (makes one) and by the flows behind /cashier/{token}."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Field, col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.errors import CashierLinkInvalid
from superapp.security.tokens import digest, new_token
from superapp.storage.database import HostTable, UtcDateTime
from wallet.ports import Chance

LINK_LIFE = timedelta(minutes=30)


class CashierLinkRow(HostTable, table=True):
    __tablename__ = "cashier_links"  # pyright: ignore[reportAssignmentType]

    digest: str = Field(primary_key=True, max_length=64)
    person_id: str = Field(max_length=40)
    appid: str = Field(max_length=18)
    order_id: str = Field(max_length=40)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


@dataclass(frozen=True, slots=True)
class CashierLink:
    person_id: str
    appid: str
    order_id: str


async def make_link(session: AsyncSession, link: CashierLink, *, now: datetime, chance: Chance) -> str:
    """The token, 43 letters. A sheet that was closed is opened again with a new one."""
    token = new_token(chance)
    session.add(
        CashierLinkRow(
            digest=digest(token),
            person_id=link.person_id,
            appid=link.appid,
            order_id=link.order_id,
            expires_at=now + LINK_LIFE,
        )
    )
    await session.flush()
    return token


async def resolve_link(session: AsyncSession, token: str, *, person_id: str, now: datetime) -> CashierLink:
    """Stays good until it expires, so that a person may mistype the PIN or ask again after a lost answer; paying twice
    is impossible by the order. Raises CashierLinkInvalid: unknown, expired, or another person's."""
    row = await session.get(CashierLinkRow, digest(token)) if 0 < len(token) <= 100 else None
    if row is None or row.expires_at <= now or row.person_id != person_id:
        raise CashierLinkInvalid
    return CashierLink(row.person_id, row.appid, row.order_id)


async def forget_expired_links(session: AsyncSession, *, now: datetime) -> int:
    """Rows removed; the orders they led to stay."""
    return (await session.exec(delete(CashierLinkRow).where(col(CashierLinkRow.expires_at) <= now))).rowcount
