"""A person pays their share of a split bill with their PIN: from their wallet into the starter's, at once. Called by
the host's flow, which has made sure that neither of the two has blocked the other.

As with orders, each step is safe to die after: the guess is committed, the share goes to PAYING (from here on closing
no longer stops it) and counts as a transfer against the limits of both, the ledger moves the money under the attempt's
key, the share is settled."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ledger.model import (
    AccountRefused,
    Draft,
    DraftInvalid,
    Entry,
    InsufficientFunds,
    KeyReused,
    Kind,
    LedgerBusy,
)
from wallet.money import Money
from wallet.payments.accounts import person_account, spend
from wallet.payments.fencing import use_up
from wallet.payments.limits import Use, WalletFull, give_back, take
from wallet.payments.pin_asking import ask_pin
from wallet.payments.recovery import ATTEMPT_LIFE
from wallet.payments.split_rows import (
    PAYABLE,
    PartIsBeingPaid,
    PartRow,
    PartState,
    SplitNotOpen,
    SplitRow,
    SplitState,
    SplitUnknown,
    StarterFull,
)
from wallet.payments.split_settling import (
    SPLIT_CAUSE,
    arriving_key,
    lock_split,
    part_in,
    part_key,
    pays_split,
    settle_part,
)

AT_ONCE = 200  # shares looked after in one round


async def pay_part(house: WalletHouse, split_id: str, *, person_id: str, pin: str, device: str = "") -> None:
    """Pay this person's share, once; nothing more happens when it is paid. pin: "" where none is needed.

    Raises SplitUnknown (also for whoever has no share), SplitNotOpen, PartIsBeingPaid, StarterFull, what `ask_pin` and
    `limits.take` refuse, InsufficientFunds, AccountRefused, LedgerBusy, OutcomeUnknown. After a refusal it may be paid
    again.
    """
    split, part = await _find(house, split_id, person_id)
    if part.state == PartState.PAYING and await look_after_part(house, split, part):
        split, part = await _find(house, split_id, person_id)
    if part.state == PartState.PAID:
        return
    # Refuse what no PIN can change, before a guess is spent on it.
    _require_payable(split, part)
    given = await ask_pin(house, person_id, pin, Money(part.amount_minor, split.currency), device=device)
    if begun := await _begin(house, split_id, person_id, without_pin=not given):
        entry = await _move_money(house, split, begun)
        async with house.database.write() as session:
            await settle_part(session, entry)


async def look_after_part(house: WalletHouse, split: SplitRow, part: PartRow) -> bool:
    """Bring a PAYING share to what the journal says. True: it is no longer PAYING; False: somebody may be at it."""
    key, since = part_key(part.id, part.attempt), part.paying_since
    ensure(since, "a share that is being paid knows since when", part=part.id)
    assert since
    entry = await house.ledger.find_entry_by_key(key)
    if entry is None:
        if house.clock.now() - since < ATTEMPT_LIFE:
            return False
        entry = await use_up(house, key, currency=split.currency, cause=f"fence:{part.id}", until=since + ATTEMPT_LIFE)
    await _write_down(house, part, entry)
    return True


async def finish_parts(house: WalletHouse) -> int:
    """End what a crash left between the PIN and the money; returns how many. Several workers may run it at once."""
    left = (
        select(SplitRow, PartRow)
        .join(PartRow, col(PartRow.split_id) == col(SplitRow.id))
        .where(PartRow.state == PartState.PAYING, col(PartRow.paying_since) <= house.clock.now() - ATTEMPT_LIFE)
    )
    async with house.database.read() as session:
        found = (await session.exec(left.order_by(col(PartRow.id)).limit(AT_ONCE))).all()
    return sum([await look_after_part(house, split, part) for split, part in found])


async def _begin(house: WalletHouse, split_id: str, person_id: str, *, without_pin: bool) -> PartRow | None:
    """The intent. None when the share has been paid meanwhile."""
    async with house.database.write() as session:
        split = await lock_split(session, split_id)
        part = await _part(split_id, person_id, session)
        assert part
        if part.state == PartState.PAID:
            return None
        _require_payable(split, part)
        part.state, part.paying_since = PartState.PAYING, house.clock.now()
        session.add(part)
        await _count(session, house, split, part, without_pin=without_pin)
    return part


async def _count(
    session: AsyncSession, house: WalletHouse, split: SplitRow, part: PartRow, *, without_pin: bool
) -> None:
    """As a transfer of the payer's, and as money that arrives at the starter's until its entry is in the journal."""
    key, amount = part_key(part.id, part.attempt), Money(part.amount_minor, split.currency)
    uses = [
        Use(key, part.person_id, "transfer", amount, without_pin),
        Use(arriving_key(key), split.starter_id, "receive", amount),
    ]
    try:
        # Always in one order: of two who pay each other at once, neither holds what the other waits for.
        for use in sorted(uses, key=lambda one: one.person_id):
            await take(session, house, use)
    except WalletFull as full:
        raise StarterFull(split.id) from full


async def _move_money(house: WalletHouse, split: SplitRow, part: PartRow) -> Entry:
    key = part_key(part.id, part.attempt)
    try:
        payer = await person_account(house, part.person_id, split.currency)
        starter = await person_account(house, split.starter_id, split.currency)
        draft = Draft(key, Kind.POST, payer, starter, part.amount_minor, SPLIT_CAUSE + part.id)
        return await spend(house, split.currency, draft)
    except (InsufficientFunds, AccountRefused, DraftInvalid, LedgerBusy):
        # Certain: nothing was posted, and only this call could post under this attempt.
        await _give_up(house, part, attempt=part.attempt)
        raise
    except KeyReused as error:
        # This call was slow and recovery has fenced the attempt off.
        entry = await house.ledger.find_entry_by_key(key)
        ensure(entry, "a reused key is in the journal", part=part.id)
        assert entry
        await _write_down(house, part, entry)
        raise PartIsBeingPaid(split.id) from error


async def _write_down(house: WalletHouse, part: PartRow, entry: Entry) -> None:
    """entry: the one that has the attempt's key: the payment, or a fence."""
    if pays_split(entry) and part_in(entry) == part.id:
        async with house.database.write() as session:
            await settle_part(session, entry)
    else:
        await _give_up(house, part, attempt=part.attempt + 1)


async def _give_up(house: WalletHouse, part: PartRow, *, attempt: int) -> None:
    """Let the share be paid again, if this attempt is still the current one. attempt: the next one's number."""
    key = part_key(part.id, part.attempt)
    async with house.database.write() as session:
        # Whoever calls knows that nothing was paid under this attempt, and that nothing will be.
        await give_back(session, key)
        await give_back(session, arriving_key(key))
        await lock_split(session, part.split_id)
        row = await _part(part.split_id, part.person_id, session)
        if row and row.state == PartState.PAYING and row.attempt == part.attempt:
            row.state, row.paying_since, row.attempt = PartState.OPEN, None, attempt
            session.add(row)


async def _find(house: WalletHouse, split_id: str, person_id: str) -> tuple[SplitRow, PartRow]:
    async with house.database.read() as session:
        split = await session.get(SplitRow, split_id)
        part = await _part(split_id, person_id, session)
    if split is None or part is None or part.state == PartState.OWN:
        raise SplitUnknown(split_id)
    return split, part


async def _part(split_id: str, person_id: str, session: AsyncSession) -> PartRow | None:
    wanted = select(PartRow).where(PartRow.split_id == split_id, PartRow.person_id == person_id)
    return (await session.exec(wanted, execution_options={"populate_existing": True})).one_or_none()


def _require_payable(split: SplitRow, part: PartRow) -> None:
    if part.state == PartState.PAYING:
        raise PartIsBeingPaid(split.id)
    if split.state != SplitState.OPEN or part.state not in PAYABLE:
        raise SplitNotOpen(split.id, split.state)
