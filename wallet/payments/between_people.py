"""Which transfer, envelope or split bill an entry of the journal belongs to, in words and with the people on both
sides. Called by `wallet.statements`, for the lines and receipts of those people."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import Entry
from wallet.payments.envelope_rows import EnvelopeRow
from wallet.payments.envelope_settling import ENVELOPE_BACK_CAUSE, ENVELOPE_CAUSE, envelope_of, moves_envelope
from wallet.payments.split_rows import PartRow, SplitRow
from wallet.payments.split_settling import SPLIT_CAUSE, part_in, pays_split
from wallet.payments.transfer_rows import TransferRow
from wallet.payments.transfer_settling import TRANSFER_BACK_CAUSE, TRANSFER_CAUSE, moves_transfer, transfer_of


@dataclass(frozen=True, slots=True)
class SharedMoney:
    """kind: "transfer", "envelope" or "split"; id: of any of them. sender_id: who paid; receiver_id: "" for an
    envelope. note: what was written with it, or "". went_back: whether this entry brought money back to the sender.
    place: the host's word for where it was sent."""

    kind: str
    id: str
    sender_id: str
    receiver_id: str
    note: str
    went_back: bool
    place: str = ""


def causes_of(thing_id: str) -> list[str]:
    """What the entries of this transfer or envelope may carry; empty for another kind of id."""
    if thing_id.startswith("trf_"):
        return [TRANSFER_CAUSE + thing_id, TRANSFER_BACK_CAUSE + thing_id]
    return [ENVELOPE_CAUSE + thing_id, ENVELOPE_BACK_CAUSE + thing_id] if thing_id.startswith("env_") else []


async def split_causes(house: WalletHouse, split_id: str) -> list[str]:
    """What the entries of this split bill carry."""
    async with house.database.read() as session:
        parts = (await session.exec(select(PartRow.id).where(PartRow.split_id == split_id))).all()
    return [SPLIT_CAUSE + one for one in parts]


async def shared_money_of(house: WalletHouse, entries: Iterable[Entry]) -> dict[int, SharedMoney]:
    """By seq; entries of other things are left out."""
    transfers = {one.seq: one for one in entries if moves_transfer(one)}
    envelopes = {one.seq: one for one in entries if moves_envelope(one)}
    parts = {one.seq: part_in(one) for one in entries if pays_split(one)}
    if not transfers and not envelopes and not parts:
        return {}
    sent = select(TransferRow).where(col(TransferRow.id).in_({transfer_of(one) for one in transfers.values()}))
    shared = select(EnvelopeRow).where(col(EnvelopeRow.id).in_({envelope_of(one) for one in envelopes.values()}))
    split = (
        select(PartRow, SplitRow)
        .join(SplitRow, col(SplitRow.id) == col(PartRow.split_id))
        .where(col(PartRow.id).in_(set(parts.values())))
    )
    async with house.database.read() as session:
        split_rows = {part.id: (part, whole) for part, whole in (await session.exec(split)).all()}
        transfer_rows = {row.id: row for row in (await session.exec(sent)).all()}
        envelope_rows = {row.id: row for row in (await session.exec(shared)).all()}
    found = {
        seq: SharedMoney("transfer", row.id, row.sender_id, row.receiver_id, row.note, _went_back(entry), row.place)
        for seq, entry in transfers.items()
        if (row := transfer_rows.get(transfer_of(entry)))
    }
    found |= {
        seq: SharedMoney("split", whole.id, part.person_id, whole.starter_id, whole.note, went_back=False)
        for seq, part_id in parts.items()
        for part, whole in [split_rows[part_id]]
    }
    return found | {
        seq: SharedMoney("envelope", row.id, row.sender_id, "", row.greeting, _went_back(entry), row.place)
        for seq, entry in envelopes.items()
        if (row := envelope_rows.get(envelope_of(entry)))
    }


def _went_back(entry: Entry) -> bool:
    return entry.cause.startswith((TRANSFER_BACK_CAUSE, ENVELOPE_BACK_CAUSE))
