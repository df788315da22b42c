"""What stands on a line of somebody's history beside the amount: who is on the other side, what for, which numbers.
`writing.py` asks once, when the entry is written out. A new kind of money adds its own reader to READERS."""

import unicodedata
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from wallet.database import WalletTable
from wallet.ledger.model import Account, AccountKind
from wallet.merchants.registry import MerchantRow
from wallet.movements.rows import OTHER_LETTERS_MAX, WORDS_LETTERS_MAX
from wallet.payments.card_rows import CardRow
from wallet.payments.card_rows import view_of as card_view
from wallet.payments.combine_rows import CombinedRow
from wallet.payments.envelope_rows import EnvelopeRow, Giver
from wallet.payments.hold_rows import OUT_TRADE_NO_PREFIX, HoldRow
from wallet.payments.order_rows import OrderRow
from wallet.payments.payout_rows import PayoutRow
from wallet.payments.refund_rows import RefundRow
from wallet.payments.sharing_rows import ReceiverKind, ShareRequestRow, ShareRow
from wallet.payments.split_rows import PartRow, SplitRow
from wallet.payments.top_up_rows import TopUpRow
from wallet.payments.transfer_rows import TransferRow
from wallet.payments.withdrawal_rows import WithdrawalRow


@dataclass(frozen=True, slots=True)
class Told:
    """As in `MovementRow`. also: further words that a search finds it by. thing: where the cause names only a part of
    what people know, the id of the whole."""

    other_id: str = ""
    other_name: str = ""
    title: str = ""
    order_number: str = ""
    transaction_id: str = ""
    also: str = ""
    thing: str = ""


Reader = Callable[[AsyncSession, str, str], Awaitable[Told | None]]


async def tell(session: AsyncSession, kind: str, thing: str, person_id: str, other: Account) -> Told:
    """For this person; other: the account on the other side, which must do when nothing is known of the thing."""
    reader = READERS.get(kind)
    told = await reader(session, thing, person_id) if reader else None
    if told:
        return told
    if other.kind is AccountKind.MERCHANT:
        return Told(other_name=await merchant_name(session, other.owner))
    return Told(other_id=other.owner if other.kind is AccountKind.PERSON else "")


async def preload(session: AsyncSession, causes: Iterable[tuple[str, str]]) -> list[WalletTable]:
    """Read the rows that `tell` will look for, all of a kind at once; as long as the caller keeps them, the session
    finds them by itself. causes: kind and thing."""
    wanted: dict[type[TransferRow | EnvelopeRow | OrderRow | RefundRow], set[str]] = {}
    for kind, thing in causes:
        if row := ROWS.get(kind):
            wanted.setdefault(row, set()).add(thing)
    found: list[WalletTable] = []
    for row, things in wanted.items():
        found += (await session.exec(select(row).where(col(row.id).in_(things)))).all()
    return found


def words_of(told: Told, thing: str) -> str:
    words = [told.title, told.other_name, told.order_number, told.transaction_id, thing, told.also]
    return folded(" ".join(words))[:WORDS_LETTERS_MAX]


def folded(text: str) -> str:
    """How words are stored and looked for: one form, no capitals, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


async def _order(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    row = await session.get(OrderRow, thing)
    if row is None:
        return await _captured(session, thing)
    merchant = await merchant_name(session, row.mchid)
    return Told("", merchant, row.description, row.out_trade_no, row.transaction_id or "")


async def _captured(session: AsyncSession, thing: str) -> Told | None:
    """A payment out of a hold whose order is not written down yet: it follows from the hold."""
    row = (await session.exec(select(HoldRow).where(HoldRow.order_id == thing))).one_or_none()
    if row is None:
        return None
    number = OUT_TRADE_NO_PREFIX + row.out_hold_no
    return Told("", await merchant_name(session, row.mchid), row.description, number, row.transaction_id)


async def _combined(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    row = await session.get(CombinedRow, thing)
    if row is None:
        return None
    wanted = select(OrderRow).where(OrderRow.combine_id == thing).order_by(col(OrderRow.id))
    parts = (await session.exec(wanted)).all()
    merchants = ", ".join([await merchant_name(session, one) for one in dict.fromkeys(part.mchid for part in parts)])
    return Told(
        other_name=merchants if len(merchants) <= OTHER_LETTERS_MAX else merchants[: OTHER_LETTERS_MAX - 1] + "…",
        title=" + ".join(part.description for part in parts),
        order_number=row.out_trade_no,
        also=" ".join(f"{part.out_trade_no} {part.transaction_id or ''}" for part in parts),
    )


async def _refund(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    row = await session.get(RefundRow, thing)
    order = await session.get(OrderRow, row.order_id) if row else None
    if row is None:
        return None
    title = order.description if order else row.reason
    return Told("", await merchant_name(session, row.mchid), title, row.out_trade_no, row.transaction_id)


async def _payout(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    row = await session.get(PayoutRow, thing)
    return Told("", await merchant_name(session, row.mchid), row.remark, row.out_bill_no) if row else None


async def _share(session: AsyncSession, thing: str, person_id: str) -> Told | None:
    """One sharing may give the same person several shares: the first one says what for."""
    row = await session.get(ShareRequestRow, thing)
    mine = (ShareRow.receiver_kind == ReceiverKind.PERSON, ShareRow.account == person_id)
    wanted = select(ShareRow.description).where(ShareRow.request_id == thing, *mine).order_by(col(ShareRow.position))
    what = (await session.exec(wanted)).first() or ""
    return Told("", await merchant_name(session, row.mchid), what, row.out_order_no) if row else None


async def _transfer(session: AsyncSession, thing: str, person_id: str) -> Told | None:
    row = await session.get(TransferRow, thing)
    return Told(row.receiver_id if person_id == row.sender_id else row.sender_id, title=row.note) if row else None


async def _envelope(session: AsyncSession, thing: str, person_id: str) -> Told | None:
    row = await session.get(EnvelopeRow, thing)
    if row and row.giver == Giver.MERCHANT:
        return Told("", await merchant_name(session, row.sender_id), row.title)
    return Told("" if row.sender_id == person_id else row.sender_id, title=row.greeting) if row else None


async def _split(session: AsyncSession, thing: str, person_id: str) -> Told | None:
    part = await session.get(PartRow, thing)
    split = await session.get(SplitRow, part.split_id) if part else None
    if part is None or split is None:
        return None
    other = split.starter_id if person_id == part.person_id else part.person_id
    return Told(other, title=split.note, thing=split.id)


async def _top_up(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    """Nothing for demo money, which has no row."""
    row = await session.get(TopUpRow, thing)
    return Told(other_name=await _card_name(session, row.card_id)) if row else None


async def _withdrawal(session: AsyncSession, thing: str, _person_id: str) -> Told | None:
    row = await session.get(WithdrawalRow, thing)
    return Told(other_name=await _card_name(session, row.card_id)) if row else None


async def _card_name(session: AsyncSession, card_id: str) -> str:
    row = await session.get(CardRow, card_id)
    return card_view(row).name if row else ""


async def merchant_name(session: AsyncSession, mchid: str) -> str:
    return (await session.exec(select(MerchantRow.name).where(MerchantRow.mchid == mchid))).one_or_none() or mchid


# Of what comes in crowds.
ROWS: dict[str, type[TransferRow | EnvelopeRow | OrderRow | RefundRow]] = {
    "order": OrderRow,
    "refund": RefundRow,
    "transfer": TransferRow,
    "transfer_back": TransferRow,
    "envelope": EnvelopeRow,
    "envelope_back": EnvelopeRow,
}

READERS: dict[str, Reader] = {
    "order": _order,
    "combine": _combined,
    "refund": _refund,
    "payout": _payout,
    "share": _share,
    "transfer": _transfer,
    "transfer_back": _transfer,
    "envelope": _envelope,
    "envelope_back": _envelope,
    "split": _split,
    "top_up": _top_up,
    "debt": _top_up,
    "withdrawal": _withdrawal,
    "withdrawal_back": _withdrawal,
}
