"""Putting money into an envelope: the intent with all its shares, then the money, then the row. Called by `envelopes`,
which hands it on and has what happens to an envelope afterwards, and by `campaigns` for a merchant's."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from wallet.errors import ensure
from wallet.house import WalletHouse
from wallet.ids import new_id
from wallet.ledger.model import AccountId, Draft, Entry, Kind
from wallet.money import Money
from wallet.payments.accounts import merchant_account, person_account, spend, waiting_account
from wallet.payments.currencies import bounds_of
from wallet.payments.envelope_drafts import digest_of, require_valid
from wallet.payments.envelope_rows import (
    Envelope,
    EnvelopeDraft,
    EnvelopeMismatch,
    EnvelopeRow,
    EnvelopeState,
    Giver,
    ShareRow,
    view_of,
)
from wallet.payments.envelope_settling import ENVELOPE_CAUSE, fill_key, settle_envelope, share_key
from wallet.payments.envelope_split import SEED_BYTES, commitment_of, divide
from wallet.payments.limits import Use, counted
from wallet.payments.pin_asking import ask_pin


async def send_envelope(house: WalletHouse, draft: EnvelopeDraft, *, pin: str, device: str = "") -> Envelope:
    """Take the money from the sender, once per (sender, request_id); a repeat returns the envelope as it
    stands, without who got what. pin: "" where none is needed.

    Raises EnvelopeDraftInvalid, EnvelopeMismatch, CurrencyNotHere, what `ask_pin` and `limits.take` refuse,
    InsufficientFunds, AccountRefused, LedgerBusy, OutcomeUnknown. After a refusal by the ledger the same request may
    come again.
    """
    bounds = bounds_of(house.settings, draft.currency)
    require_valid(draft, share_minor_max=bounds.share_most.amount_minor)
    row = await find_request(house, draft.sender_id, draft.request_id)
    row = await same_request(house, row, digest_of(draft)) if row else None
    if row and row.state != EnvelopeState.WRITTEN:
        return view_of(row)
    # The attempt commits before the payment is tried (pins.py), and before anything is written.
    total = Money(draft.total_minor, draft.currency)
    given = await ask_pin(house, draft.sender_id, pin, total, device=device)
    row = await same_request(house, row or await write_down(house, draft), digest_of(draft))
    if row.state != EnvelopeState.WRITTEN:
        return view_of(row)
    async with counted(house, Use(fill_key(row.id), row.sender_id, "envelope", total, not given)):
        entry = await fill(house, row)
    return view_of(await settle_filled(house, entry))


async def giver_account(house: WalletHouse, row: EnvelopeRow) -> AccountId:
    """Where an envelope's money comes from, and where its rest goes back to."""
    opened = merchant_account if row.giver == Giver.MERCHANT else person_account
    return await opened(house, row.sender_id, row.currency)


async def write_down(house: WalletHouse, draft: EnvelopeDraft, **facts: Any) -> EnvelopeRow:
    """The intent with all its shares; the row of a request that was faster, when the same one came twice at once.

    facts: more columns of the row, such as those of a campaign.
    """
    now = house.clock.now()
    envelope_id, seed = new_id("env", now, house.chance), house.chance.randbytes(SEED_BYTES)
    columns: dict[str, Any] = {
        "id": envelope_id,
        "sender_id": draft.sender_id,
        "request_id": draft.request_id,
        "content_digest": digest_of(draft),
        "kind": draft.kind,
        "total_minor": draft.total_minor,
        "currency": draft.currency,
        "shares": draft.shares,
        "only_for": draft.only_for,
        "greeting": draft.greeting,
        "cover": draft.cover,
        "place": draft.place,
        "seed": seed.hex(),
        "commitment": commitment_of(_sealed_facts(envelope_id, draft), seed.hex()),
        "created_at": now,
    }
    amounts = divide(draft.kind, draft.total_minor, draft.shares, seed)
    ensure(
        sum(amounts) == draft.total_minor and min(amounts) >= 1, "shares sum to their envelope", envelope=envelope_id
    )
    keys = [share_key(envelope_id, place).hex() for place in range(draft.shares)]
    shares = [
        {"envelope_id": envelope_id, "position": place, "amount_minor": amount, "key_hex": key}
        for place, (amount, key) in enumerate(zip(amounts, keys, strict=True))
    ]
    row = EnvelopeRow(**(columns | facts))
    try:
        async with house.database.write() as session:
            session.add(row)
            await session.flush()
            await session.execute(insert(ShareRow), shares)
    except IntegrityError:
        found = await find_request(house, draft.sender_id, draft.request_id)
        ensure(found, "an envelope that could not be written is there", request=draft.request_id)
        assert found
        return found
    return row


def _sealed_facts(envelope_id: str, draft: EnvelopeDraft) -> dict[str, str | int]:
    """What the commitment covers beside the seed."""
    return {
        "envelope": envelope_id,
        "kind": draft.kind,
        "total_minor": draft.total_minor,
        "currency": draft.currency,
        "shares": draft.shares,
    }


async def same_request(house: WalletHouse, row: EnvelopeRow, digest: str) -> EnvelopeRow:
    """The row of a repeat, settled if its money has moved. Raises EnvelopeMismatch."""
    if row.content_digest != digest:
        raise EnvelopeMismatch(row.request_id)
    if row.state == EnvelopeState.WRITTEN and (entry := await house.ledger.find_entry_by_key(fill_key(row.id))):
        return await settle_filled(house, entry)
    return row


async def fill(house: WalletHouse, row: EnvelopeRow) -> Entry:
    """Two callers at once send one key, so the money leaves once."""
    giver = await giver_account(house, row)
    waiting = await waiting_account(house, ENVELOPE_CAUSE + row.id, row.currency)
    draft = Draft(fill_key(row.id), Kind.POST, giver, waiting, row.total_minor, ENVELOPE_CAUSE + row.id)
    return await spend(house, row.currency, draft)


async def settle_filled(house: WalletHouse, entry: Entry) -> EnvelopeRow:
    async with house.database.write() as session:
        return await settle_envelope(session, entry)


async def find_request(house: WalletHouse, sender_id: str, request_id: str) -> EnvelopeRow | None:
    ours = (col(EnvelopeRow.sender_id) == sender_id, col(EnvelopeRow.request_id) == request_id)
    async with house.database.read() as session:
        return (await session.exec(select(EnvelopeRow).where(*ours))).one_or_none()
