"""Money that waits for a person outside of transfers and envelopes, which know themselves: payouts to take."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.money import Money
from wallet.movements.words import merchant_name
from wallet.payments.payout_rows import PayoutRow, PayoutState

WAITING_MAX = 100


@dataclass(frozen=True, slots=True)
class WaitingPayout:
    """expires_at: then the merchant has it back. appid: the program in which it is taken."""

    id: str
    merchant: str
    remark: str
    appid: str
    amount: Money
    expires_at: datetime | None


async def payouts_waiting(house: WalletHouse, person_id: str) -> list[WaitingPayout]:
    """The newest first. Their money is held with the merchant, so it is in no balance of this person."""
    wanted = select(PayoutRow).where(
        PayoutRow.state == PayoutState.WAIT_USER_CONFIRM,
        PayoutRow.person_id == person_id,
        col(PayoutRow.expires_at) > house.clock.now(),
    )
    async with house.database.read() as session:
        rows = (await session.exec(wanted.order_by(col(PayoutRow.id).desc()).limit(WAITING_MAX))).all()
        names = {mchid: await merchant_name(session, mchid) for mchid in {row.mchid for row in rows}}
    return [
        WaitingPayout(
            row.id, names[row.mchid], row.remark, row.appid, Money(row.amount_minor, row.currency), row.expires_at
        )
        for row in rows
    ]
