"""What must be true of money between people and of what we signed, for `wallet.books`: each transfer is settled exactly
once, each envelope sums to its total, each signed head is the journal's. A witness sees every entry of the journal on
the way and is asked for its facts at the end; it must never cry wolf while others write, so it compares only what can
no longer change, or what is not settled yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlmodel import col, select

from wallet.house import WalletHouse
from wallet.ledger.model import AccountId, AccountKind, Entry
from wallet.ledger.tree import Growing
from wallet.payments.corrections import CORRECTION_CAUSE, CorrectionRow, correction_key, corrects
from wallet.payments.envelope_proof import plain, verify
from wallet.payments.envelope_rows import EnvelopeRow, EnvelopeState, ShareRow, view_of
from wallet.payments.envelope_settling import (
    ENVELOPE_BACK_CAUSE,
    ENVELOPE_CAUSE,
    back_key,
    envelope_of,
    fill_key,
    moves_envelope,
)
from wallet.payments.transfer_rows import TransferRow, TransferState
from wallet.payments.transfer_settling import (
    TRANSFER_BACK_CAUSE,
    TRANSFER_CAUSE,
    end_key,
    moves_transfer,
    send_key,
    transfer_of,
)
from wallet.seals.heads import SignedHead, heads_after, leaf_of
from wallet.seals.keys import known_keys
from wallet.seals.notes import NoteInvalid, read_note
from wallet.seals.sums import kept_after, kept_at

ROWS_PAGE = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """name: a sentence that must be true; ok: whether it is; detail: how much was looked at, or the first failure."""

    name: str
    ok: bool
    detail: str


class Witness(Protocol):
    async def see(self, entries: Sequence[Entry]) -> None:
        """The next entries of the journal, in order."""
        ...

    async def facts(self) -> list[Fact]:
        """Asked once, after the last entry."""
        ...


class Between:
    """What the witnesses share: the first thing that is wrong, and whose an account is."""

    def __init__(self, house: WalletHouse) -> None:
        self.house = house
        self.wrong = ""
        self.seen = 0
        self.owners: dict[AccountId, str] = {}

    async def owner(self, account: AccountId) -> str:
        if account not in self.owners:
            self.owners[account] = (await self.house.ledger.get_account(account)).owner
        return self.owners[account]

    def expect(self, condition: bool, otherwise: str) -> None:
        if not condition:
            self.wrong = self.wrong or otherwise

    async def _is_empty(self, cause: str, currency: str) -> bool:
        account = await self.house.ledger.find_account(AccountKind.ESCROW, cause, currency)
        return account is not None and account.balance_minor == 0

    def fact(self, sentence: str, what: str) -> list[Fact]:
        return [Fact(sentence, not self.wrong, self.wrong or f"{self.seen} {what}")]


class Transfers(Between):
    """Transfers against the journal, in both directions."""

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of a transfer moves its amount between the right accounts under one of its two keys."""
        ours = [entry for entry in entries if moves_transfer(entry)]
        wanted = select(TransferRow).where(col(TransferRow.id).in_({transfer_of(entry) for entry in ours}))
        async with self.house.database.read() as session:
            rows = {row.id: row for row in (await session.exec(wanted)).all()} if ours else {}
        for entry in ours:
            row = rows.get(transfer_of(entry))
            self.expect(row is not None and await self._fits(row, entry), f"entry {entry.seq} fits no transfer")
            self.seen += entry.key == send_key(transfer_of(entry))

    async def _fits(self, row: TransferRow, entry: Entry) -> bool:
        parties = await self.owner(entry.debit), await self.owner(entry.credit)
        waiting = TRANSFER_CAUSE + row.id
        if entry.key == send_key(row.id):
            named, right = row.entry_seq, (row.sender_id, waiting)
        else:
            back = entry.cause.startswith(TRANSFER_BACK_CAUSE)
            named, right = row.end_seq, (waiting, row.sender_id if back else row.receiver_id)
            said = TransferState.RETURNED if back else TransferState.RECEIVED
            if entry.key != end_key(row.id) or (named is not None and row.state != said):
                return False
        return entry.amount_minor == row.amount_minor and parties == right and named in (None, entry.seq)

    async def facts(self) -> list[Fact]:
        """Each row that says it was sent or is over names the entry that did it; what is over holds no money."""
        after = ""
        while rows := await self._sent_after(after):
            after = rows[-1].id
            for row in rows:
                sent = await self.house.ledger.get_entry(row.entry_seq or 0)
                self.expect(sent.key == send_key(row.id), f"{row.id} names entry {row.entry_seq}, which is not its own")
                if row.end_seq is None:
                    continue
                end = await self.house.ledger.get_entry(row.end_seq)
                self.expect(end.key == end_key(row.id), f"{row.id} names entry {row.end_seq}, which is not its own")
                empty = await self._is_empty(TRANSFER_CAUSE + row.id, row.currency)
                self.expect(empty, f"{row.id} is over, and its account is not empty")
        return self.fact("a transfer is received or returned exactly once", "transfers")

    async def _sent_after(self, after: str) -> Sequence[TransferRow]:
        question = select(TransferRow).where(col(TransferRow.id) > after, col(TransferRow.entry_seq).is_not(None))
        async with self.house.database.read() as session:
            return (await session.exec(question.order_by(col(TransferRow.id)).limit(ROWS_PAGE))).all()


class Envelopes(Between):
    """Envelopes and their shares against the journal, in both directions."""

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of an envelope fills it, pays one of its shares, or brings back the rest."""
        ours = [entry for entry in entries if moves_envelope(entry)]
        if not ours:
            return
        ids = {envelope_of(entry) for entry in ours}
        keys = [entry.key.hex() for entry in ours]
        async with self.house.database.read() as session:
            rows = await session.exec(select(EnvelopeRow).where(col(EnvelopeRow.id).in_(ids)))
            shares = await session.exec(select(ShareRow).where(col(ShareRow.key_hex).in_(keys)))
            by_id, by_key = {row.id: row for row in rows.all()}, {share.key_hex: share for share in shares.all()}
        for entry in ours:
            row, share = by_id.get(envelope_of(entry)), by_key.get(entry.key.hex())
            fits = row is not None and await self._fits(row, share, entry)
            self.expect(fits, f"entry {entry.seq} fits no envelope")

    async def _fits(self, row: EnvelopeRow, share: ShareRow | None, entry: Entry) -> bool:
        parties, waiting = (await self.owner(entry.debit), await self.owner(entry.credit)), ENVELOPE_CAUSE + row.id
        if share:
            named, right, amount = share.entry_seq, (waiting, share.person_id), share.amount_minor
        elif entry.cause.startswith(ENVELOPE_BACK_CAUSE):
            named, right, amount = row.back_seq, (waiting, row.sender_id), row.returned_minor or entry.amount_minor
        else:
            named, right, amount = row.entry_seq, (row.sender_id, waiting), row.total_minor
        keys = (share.key_hex,) if share else (fill_key(row.id).hex(), back_key(row.id).hex())
        fits = share is None or share.envelope_id == row.id
        same = entry.amount_minor == amount and parties == right and named in (None, entry.seq)
        return fits and same and entry.key.hex() in keys

    async def facts(self) -> list[Fact]:
        """Shares sum to the total and follow from the sealed seed; what was paid and what went back do too."""
        after = ""
        while rows := await self._sent_after(after):
            after = rows[-1].id
            for row in rows:
                await self._check(row)
        return self.fact("an envelope's shares and its rest sum to its total", "envelopes")

    async def _check(self, row: EnvelopeRow) -> None:
        self.seen += 1
        wanted = select(ShareRow).where(ShareRow.envelope_id == row.id).order_by(col(ShareRow.position))
        async with self.house.database.read() as session:
            shares = list((await session.exec(wanted)).all())
        amounts = [share.amount_minor for share in shares]
        self.expect(sum(amounts) == row.total_minor, f"the shares of {row.id} do not sum to its total")
        if row.state != EnvelopeState.ENDED:
            return
        paid = sum(share.amount_minor for share in shares if share.entry_seq is not None)
        self.expect(paid + row.returned_minor == row.total_minor, f"{row.id} paid and returned another sum")
        empty = await self._is_empty(ENVELOPE_CAUSE + row.id, row.currency)
        self.expect(empty, f"{row.id} is over, and its account is not empty")
        proof = plain(view_of(row, shares))
        sealed = proof["amounts"] == amounts and all(one.ok for one in verify(proof))
        self.expect(sealed, f"{row.id} was not divided as its seal says")

    async def _sent_after(self, after: str) -> Sequence[EnvelopeRow]:
        question = select(EnvelopeRow).where(col(EnvelopeRow.id) > after, col(EnvelopeRow.entry_seq).is_not(None))
        async with self.house.database.read() as session:
            return (await session.exec(question.order_by(col(EnvelopeRow.id)).limit(ROWS_PAGE))).all()


class Corrections(Between):
    """Corrections against the journal: each was approved by somebody else than who proposed it."""

    async def see(self, entries: Sequence[Entry]) -> None:
        for entry in filter(corrects, entries):
            self.seen += 1
            async with self.house.database.read() as session:
                row = await session.get(CorrectionRow, entry.cause.removeprefix(CORRECTION_CAUSE))
            fits = (
                row is not None
                and (row.debit, row.credit, row.amount_minor) == (entry.debit, entry.credit, entry.amount_minor)
                and row.entry_seq in (None, entry.seq)
                and row.decided_by not in ("", row.proposed_by)
            )
            self.expect(fits, f"entry {entry.seq} fits no correction that two operators agreed on")

    async def facts(self) -> list[Fact]:
        done = select(CorrectionRow).where(col(CorrectionRow.entry_seq).is_not(None))
        async with self.house.database.read() as session:
            rows = (await session.exec(done)).all()
        for row in rows:
            entry = await self.house.ledger.get_entry(row.entry_seq or 0)
            self.expect(entry.key == correction_key(row.id), f"{row.id} names entry {entry.seq}, which is not its own")
        return self.fact("a correction has four eyes and one entry", "corrections")


class SignedHeads:
    """Signed heads against the journal: each is the root of the tree over the entries up to it, and signed by us."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._tree = Growing()
        self._keys = known_keys(house.settings.data)
        self._heads: list[SignedHead] = []
        self._over = False
        self._seen = 0
        self._wrong = ""

    async def see(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if not self._heads and not self._over:
                self._heads = await heads_after(self._house, self._tree.size, limit=ROWS_PAGE)
                self._over = not self._heads
            self._tree.append(leaf_of(entry))
            if self._heads and self._heads[0].size == self._tree.size:
                self._check(self._heads.pop(0))

    def _check(self, head: SignedHead) -> None:
        self._seen += 1
        try:
            signed = read_note(head.note, self._keys)
        except NoteInvalid as invalid:
            self._wrong = self._wrong or f"the head over {head.size} entries: {invalid}"
            return
        if (signed.size, signed.root) != (head.size, self._tree.root()):
            self._wrong = self._wrong or f"the journal does not give the head signed over its first {head.size} entries"

    async def facts(self) -> list[Fact]:
        sentence = "each signed head is the root over its entries"
        return [Fact(sentence, not self._wrong, self._wrong or f"{self._seen} heads")]


class KeptSums:
    """Sums kept along the way (`seals/sums.py`) against the balances that the entries state, added up apart."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._kinds: dict[int, tuple[str, AccountKind]] = {}
        self._standings: dict[int, tuple[int, int]] = {}  # balance and held, by account
        self._sums: dict[tuple[str, AccountKind], list[int]] = {}
        self._next: int | None = 0
        self._seen = 0
        self._wrong = ""

    async def see(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if self._next is not None and self._next < entry.seq:
                self._next = await kept_after(self._house, entry.seq - 1)
            if self._next is None:
                return  # nothing is kept from here on
            await self._stand(entry.debit, entry.debit_balance_minor, entry.debit_held_minor)
            held = self._standings.get(entry.credit, (0, 0))[1]
            await self._stand(entry.credit, entry.credit_balance_minor, held)
            if entry.seq == self._next:
                await self._check(entry.seq)

    async def _stand(self, account: int, balance: int, held: int) -> None:
        if account not in self._kinds:
            found = await self._house.ledger.get_account(account)
            self._kinds[account] = found.currency, found.kind
        line = self._sums.setdefault(self._kinds[account], [0, 0, 0, 0])
        for sign, (had, was_held) in ((-1, self._standings.get(account, (0, 0))), (1, (balance, held))):
            for column, amount in enumerate((int(had != 0), max(0, -had), max(0, had), was_held)):
                line[column] += sign * amount
        self._standings[account] = balance, held

    async def _check(self, seq: int) -> None:
        self._seen += 1
        stored = {
            (line.currency, line.kind): [line.accounts, line.debit_minor, line.credit_minor, line.held_minor]
            for line in await kept_at(self._house, seq)
        }
        if stored != self._sums:
            self._wrong = self._wrong or f"the sums kept at entry {seq} are not those of the journal"

    async def facts(self) -> list[Fact]:
        sentence = "each kept sum is the sum of its balances"
        return [Fact(sentence, not self._wrong, self._wrong or f"kept {self._seen} times")]
