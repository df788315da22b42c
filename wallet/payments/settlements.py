"""What follows for the merchant when an order is paid: the fee goes to the fees account, and what the order wants to
share is frozen. Called by the reaction `wallet.merchant_side`, by refunds (the fee goes back first), by the worker, and
by whoever agrees on terms. Sharing itself stands in `profit_sharing.py`.

Amounts are decided in a row, once; entries follow under keys made of the order, so every step may be repeated. Where
the merchant's money is already gone, the step waits, and the worker's next round tries again."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, or_, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import key_for
from wallet.ledger.model import AccountRefused, Draft, InsufficientFunds, Kind, LedgerBusy
from wallet.payments.accounts import merchant_account, merchant_fees_account, waiting_account
from wallet.payments.fee_rules import fee_back, fee_of, require_fit
from wallet.payments.order_rows import PAID, OrderRow
from wallet.payments.refund_rows import RefundRow
from wallet.payments.settlement_rows import (
    FeeReturnRow,
    Settlement,
    SettlementRow,
    Terms,
    TermsRow,
    settlement_view,
    terms_view,
)

FEE_CAUSE = "fee:"
FEE_BACK_CAUSE = "fee_back:"
FEE_AGAIN_CAUSE = "fee_again:"
FREEZE_CAUSE = "sharing:"  # also the owner of the account that holds the frozen money
RELEASE_CAUSE = "sharing_rest:"
AT_ONCE = 200
LATER = (InsufficientFunds, AccountRefused, LedgerBusy)


async def set_terms(house: WalletHouse, mchid: str, terms: Terms) -> None:
    """For payments from now on. Raises FeeRuleInvalid."""
    require_fit(terms.fee)
    values: dict[str, Any] = asdict(terms) | asdict(terms.fee) | {"rounding": terms.fee.rounding.value}
    del values["fee"]
    async with house.database.write() as session:
        row = await session.get(TermsRow, mchid)
        if row is None:
            session.add(TermsRow(mchid=mchid, **values))
        else:
            row.sqlmodel_update(values)


async def terms_of(house: WalletHouse, mchid: str) -> Terms:
    """No fee, and sharing without a limit of its own, where nothing was agreed."""
    async with house.database.read() as session:
        row = await session.get(TermsRow, mchid)
    return terms_view(row) if row else Terms()


async def ask_for_sharing(house: WalletHouse, order_id: str) -> None:
    """The merchant's wish for this order, said when it is made: its money is frozen once paid. Harmless when repeated;
    without effect once the order is paid and decided."""
    async with house.database.read() as session:
        order = (await session.exec(select(OrderRow).where(OrderRow.id == order_id))).one()
    await _make_row(house, order, is_shared=True)


async def find_settlement(house: WalletHouse, order_id: str) -> Settlement | None:
    """None for an order that pays no fee and is not shared, or is not paid yet."""
    row = await find_row(house, order_id)
    return settlement_view(row) if row and row.is_decided else None


async def orders_to_settle(house: WalletHouse, order_ids: list[str]) -> list[str]:
    """Of these, the ones that pay a fee or are to be shared; one look for many."""
    question = (
        select(OrderRow.id)
        .outerjoin(TermsRow, col(TermsRow.mchid) == col(OrderRow.mchid))
        .outerjoin(SettlementRow, col(SettlementRow.order_id) == col(OrderRow.id))
        .where(col(OrderRow.id).in_(order_ids))
        .where(or_(col(TermsRow.mchid).is_not(None), col(SettlementRow.order_id).is_not(None)))
    )
    async with house.database.read() as session:
        return list((await session.exec(question)).all())


async def settle_merchant_side(house: WalletHouse, order_id: str) -> None:
    """Take the fee and freeze what is to be shared, for an order whose payment is in the journal."""
    row = await _decide(house, order_id)
    if row is None or row.is_over or row.is_released:
        return
    takings = await merchant_account(house, row.mchid, row.currency)
    if row.fee_minor and row.fee_seq is None:
        fees = await merchant_fees_account(house, row.mchid, row.currency)
        entry = await house.ledger.submit(
            Draft(key_for(FEE_CAUSE + order_id), Kind.POST, takings, fees, row.fee_minor, FEE_CAUSE + order_id)
        )
        await set_values(house, order_id, fee_seq=entry.seq)
    if row.frozen_minor and row.freeze_seq is None:
        frozen = await waiting_account(house, FREEZE_CAUSE + order_id, row.currency)
        entry = await house.ledger.submit(
            Draft(
                key_for(FREEZE_CAUSE + order_id), Kind.POST, takings, frozen, row.frozen_minor, FREEZE_CAUSE + order_id
            )
        )
        await set_values(house, order_id, freeze_seq=entry.seq)
    if not row.frozen_minor:
        await set_values(house, order_id, is_over=True)


async def release(house: WalletHouse, order_id: str) -> None:
    """Nothing more is shared from now on; what is left goes to the takings. Harmless when repeated."""
    await settle_merchant_side(house, order_id)
    await set_values(house, order_id, is_released=True)
    row = await find_row(house, order_id)
    if row is None or row.is_over:
        return
    rest = row.frozen_minor - row.share_promised_minor
    if rest and row.release_seq is None:
        frozen = await waiting_account(house, FREEZE_CAUSE + order_id, row.currency)
        takings = await merchant_account(house, row.mchid, row.currency)
        entry = await house.ledger.submit(
            Draft(key_for(RELEASE_CAUSE + order_id), Kind.POST, frozen, takings, rest, RELEASE_CAUSE + order_id)
        )
        await set_values(house, order_id, release_seq=entry.seq)
    await set_values(house, order_id, is_over=True)


async def finish_settlements(house: WalletHouse) -> int:
    """What waits: fees and freezes that could not be posted, and releases whose day has come. Returns how many are done
    now. Several workers may run it at once: keys see to it that each thing happens once."""
    now = house.clock.now()
    question = select(SettlementRow).where(
        col(SettlementRow.is_over).is_(False),
        col(SettlementRow.is_decided).is_(True),
        or_(
            col(SettlementRow.release_at) <= now,
            col(SettlementRow.is_released).is_(True),
            (col(SettlementRow.fee_minor) > 0) & col(SettlementRow.fee_seq).is_(None),
            (col(SettlementRow.frozen_minor) > 0) & col(SettlementRow.freeze_seq).is_(None),
        ),
    )
    async with house.database.read() as session:
        rows = (await session.exec(question.order_by(col(SettlementRow.release_at)).limit(AT_ONCE))).all()
    done = 0
    for row in rows:
        try:
            if row.is_released or row.release_at <= now:
                await release(house, row.order_id)
            else:
                await settle_merchant_side(house, row.order_id)
        except LATER:
            continue
        done += 1
    return done


async def give_back_fee(house: WalletHouse, refund: RefundRow) -> None:
    """Before the refund's own entry, so that the merchant has the whole amount to give back. Harmless when repeated."""
    if not await orders_to_settle(house, [refund.order_id]):
        return
    try:
        await settle_merchant_side(house, refund.order_id)
    except LATER:
        return  # no fee was taken, so none goes back; the refund itself says what is missing
    amount = await _return_of(house, refund)
    if not amount:
        return
    fees = await merchant_fees_account(house, refund.mchid, refund.currency)
    takings = await merchant_account(house, refund.mchid, refund.currency)
    cause = FEE_BACK_CAUSE + refund.id
    await house.ledger.submit(Draft(key_for(cause), Kind.POST, fees, takings, amount, cause))


async def take_fee_again(house: WalletHouse, refund: RefundRow) -> None:
    """After a refund that was refused: what `give_back_fee` gave is the house's again."""
    async with house.database.read() as session:
        given = await session.get(FeeReturnRow, refund.id)
    if given is None:
        return
    fees = await merchant_fees_account(house, refund.mchid, refund.currency)
    takings = await merchant_account(house, refund.mchid, refund.currency)
    cause = FEE_AGAIN_CAUSE + refund.id
    await house.ledger.submit(Draft(key_for(cause), Kind.POST, takings, fees, given.amount_minor, cause))
    async with house.database.write() as session:
        if gone := await session.get(FeeReturnRow, refund.id):
            await session.delete(gone)
            await session.exec(
                update(SettlementRow)
                .where(col(SettlementRow.order_id) == refund.order_id)
                .values(fee_returned_minor=SettlementRow.fee_returned_minor - gone.amount_minor)
            )


async def find_row(house: WalletHouse, order_id: str) -> SettlementRow | None:
    """For this room only."""
    async with house.database.read() as session:
        return await session.get(SettlementRow, order_id)


async def set_values(house: WalletHouse, order_id: str, **values: object) -> None:
    async with house.database.write() as session:
        await session.exec(update(SettlementRow).where(col(SettlementRow.order_id) == order_id).values(**values))


async def _return_of(house: WalletHouse, refund: RefundRow) -> int:
    """How much of the fee this refund brings back, written down before it moves."""
    async with house.database.write() as session:
        locked = select(SettlementRow).where(SettlementRow.order_id == refund.order_id).with_for_update()
        row = (await session.exec(locked)).one()
        if found := await session.get(FeeReturnRow, refund.id):
            return found.amount_minor
        if not row.gives_back or row.fee_seq is None:
            return 0
        # `refund_promised_minor` holds this refund and every other one that is done or under way.
        order = (await session.exec(select(OrderRow).where(OrderRow.id == refund.order_id))).one()
        promised, total = order.refund_promised_minor, order.total_minor
        amount = fee_back(row.fee_minor, total, promised, row.fee_returned_minor)
        if amount:
            row.fee_returned_minor += amount
            session.add(FeeReturnRow(refund_id=refund.id, order_id=refund.order_id, amount_minor=amount))
        return amount


async def _decide(house: WalletHouse, order_id: str) -> SettlementRow | None:
    """The amounts of this order, decided at the first asking; None when there is nothing to settle."""
    async with house.database.read() as session:
        order = (await session.exec(select(OrderRow).where(OrderRow.id == order_id))).one_or_none()
    if order is None or order.state not in PAID or order.paid_at is None:
        return None
    row, terms = await find_row(house, order_id), await terms_of(house, order.mchid)
    if row is None:
        await _make_row(house, order, is_shared=False)
        row = await find_row(house, order_id)
    ensure(row is not None, "a settlement that was made is there", order=order_id)
    assert row is not None
    if row.is_decided:
        return row
    fee = fee_of(terms.fee, order.total_minor)
    change = update(SettlementRow).where(
        col(SettlementRow.order_id) == order_id, col(SettlementRow.is_decided).is_(False)
    )
    async with house.database.write() as session:
        await session.exec(
            change.values(
                is_decided=True,
                fee_minor=fee,
                gives_back=terms.fee.gives_back,
                frozen_minor=order.total_minor - fee if row.is_shared else 0,
                release_at=order.paid_at + timedelta(days=terms.release_days),
            )
        )
    return await find_row(house, order_id)


async def _make_row(house: WalletHouse, order: OrderRow, *, is_shared: bool) -> None:
    """Made if it is missing."""
    fresh = SettlementRow(
        order_id=order.id, mchid=order.mchid, currency=order.currency, is_shared=is_shared, release_at=order.expires_at
    )
    insert = sqlite.insert if house.database.is_sqlite else postgresql.insert
    statement = insert(SettlementRow).values(**fresh.model_dump()).on_conflict_do_nothing(index_elements=["order_id"])
    async with house.database.write() as session:
        await session.execute(statement)
