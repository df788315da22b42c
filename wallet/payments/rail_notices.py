"""Webhooks of the rail. A notice is checked, written down once by its id, and makes the thing it names due at once, all
in one transaction; then the rail is asked. So a notice that is forged, late, doubled or out of order can at most make
us ask once more, and one that arrives just before we die is not forgotten. Called by `wallet/rail_hooks`."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, col

from wallet.database import UtcDateTime, WalletTable
from wallet.house import WalletHouse
from wallet.payments import top_ups, withdrawals
from wallet.payments.cards import require_rail
from wallet.payments.top_up_rows import TopUpRow
from wallet.payments.withdrawal_rows import WithdrawalRow
from wallet.rails.port import Notice

# Far longer than the age at which a copy is refused by its timestamp (rails/signatures.py).
KEPT = timedelta(days=1)


class RailNoticeRow(WalletTable, table=True):
    __tablename__ = "rail_notices"  # pyright: ignore[reportAssignmentType] SQLModel types it as a declared_attr

    id: str = Field(primary_key=True, max_length=80)  # "<rail>:<the rail's own id>"
    reference: str = Field(max_length=40)
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)


async def take_notice(house: WalletHouse, headers: dict[str, str], body: bytes) -> bool:
    """headers: with lower-case names. True when it was new. Raises RailAbsent, NoticeRefused."""
    rail, now = require_rail(house), house.clock.now()
    notice = rail.read_notice(headers, body, now=now)
    row = RailNoticeRow(id=f"{rail.name}:{notice.id}", reference=notice.reference, received_at=now)
    try:
        async with house.database.write() as session:
            session.add(row)
            await session.flush()
            for table in (TopUpRow, WithdrawalRow):
                named = update(table).where(col(table.id) == notice.reference)
                await session.exec(named.values(due_at=now, tries=0), execution_options={"synchronize_session": False})
    except IntegrityError:
        return False
    await _ask(house, notice)
    return True


async def forget_notices(house: WalletHouse) -> int:
    """Remove those that can no longer be played again; returns how many."""
    old = delete(RailNoticeRow).where(col(RailNoticeRow.received_at) <= house.clock.now() - KEPT)
    async with house.database.write() as session:
        gone = await session.exec(old, execution_options={"synchronize_session": False})
    return gone.rowcount


async def _ask(house: WalletHouse, notice: Notice) -> None:
    await top_ups.hear_of(house, notice.reference)
    await withdrawals.hear_of(house, notice.reference)
