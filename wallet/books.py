"""The proof of the books: everything that must be true of the money, recomputed from the journal and compared with what
the tables say. `superapp books check` prints it, each money test ends with `check_books`.

The ledger's facts come from one walk along the journal (`ledger/walk.py`); a witness sees the same entries on the way
and adds facts of its own. To add some, write a witness and list it in `WITNESSES`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from wallet.card_witnesses import TopUps, Withdrawals
from wallet.house import WalletHouse
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Entry, Kind
from wallet.ledger.walk import Walk
from wallet.merchant_witnesses import CombinedPayments, MerchantHolds
from wallet.payments.order_rows import OrderRow, OrderState
from wallet.payments.payout_rows import OPEN, PayoutRow, PayoutState
from wallet.payments.refund_rows import RefundRow, RefundState
from wallet.payments.settling import ORDER_CAUSE, REFUND_CAUSE, ends_hold, pays_order, refunds_order
from wallet.split_witnesses import Disputes, Splits
from wallet.witnesses import Corrections, Envelopes, Fact, KeptSums, SignedHeads, Transfers, Witness

__all__ = ["Fact", "Proof", "Witness", "check_books", "examine", "examine_ledger", "failures"]

ROWS_PAGE = 500


@dataclass(frozen=True, slots=True)
class Proof:
    """entries: of the journal, all of which were read; facts: in the order in which they were proved."""

    entries: int
    facts: list[Fact]


async def examine(house: WalletHouse) -> Proof:
    """Every fact of the wallet. Reads the whole journal; safe while others write."""
    return await examine_ledger(house.ledger, [witness(house) for witness in WITNESSES])


async def check_books(house: WalletHouse) -> list[str]:
    """The facts that fail, as text; empty when the books hold."""
    return failures(await examine(house))


def failures(proof: Proof) -> list[str]:
    return [f"{fact.name}: {fact.detail}" for fact in proof.facts if not fact.ok]


async def examine_ledger(ledger: Ledger, witnesses: Sequence[Witness] = ()) -> Proof:
    """The facts of the ledger alone, then those of the witnesses."""

    async def see(entries: Sequence[Entry]) -> None:
        for witness in witnesses:
            await witness.see(entries)

    walk = Walk(ledger, see)
    await walk.to_the_end()
    accounts, sums = await walk.compare_accounts()
    await walk.compare_holds()
    repeated = await ledger.find_repeated_key()
    uneven = {currency: total for currency, total in sums.items() if total}
    seen, wrong = f"{walk.entries} entries", walk.problems
    facts = [
        Fact("seq has no gap", "seq" not in wrong, wrong.get("seq", seen)),
        Fact("the hash chain follows from the entries", "chain" not in wrong, wrong.get("chain", _chain(walk))),
        Fact("a key has at most one entry", repeated is None, repeated.hex() if repeated else seen),
        Fact("postings sum to zero in each currency", not uneven, str(uneven) if uneven else ", ".join(sorted(sums))),
        Fact(
            "a balance is the sum of its postings",
            "balances" not in wrong,
            wrong.get("balances", f"{accounts} accounts"),
        ),
        Fact("held money is the sum of open holds", "held" not in wrong, wrong.get("held", f"{accounts} accounts")),
        Fact("a hold ends once", "holds" not in wrong, wrong.get("holds", f"{len(walk.holds)} open")),
        Fact("a statement misses nothing", "statements" not in wrong, wrong.get("statements", seen)),
        Fact("no balance is below its floor", "floors" not in wrong, wrong.get("floors", f"{accounts} accounts")),
    ]
    for witness in witnesses:
        facts += await witness.facts()
    return Proof(walk.entries, facts)


def _chain(walk: Walk) -> str:
    return f"{walk.link.batch} links, head {walk.link.hash.hex()}"


class PaidThings:
    """Orders and refunds against the journal, in both directions."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._wrong: dict[str, str] = {}
        self._paid = self._refunded = 0

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each entry of an order or a refund has its row, for the same amount, paid or about to be settled."""
        paid = {e.cause.removeprefix(ORDER_CAUSE): e for e in entries if pays_order(e)}
        refunded = {e.cause.removeprefix(REFUND_CAUSE): e for e in entries if refunds_order(e)}
        if paid:
            await self._see_orders(paid)
        if refunded:
            await self._see_refunds(refunded)

    async def _see_orders(self, paid: dict[str, Entry]) -> None:
        async with self._house.database.read() as session:
            rows = (await session.exec(select(OrderRow).where(col(OrderRow.id).in_(paid)))).all()
        self._paid += len(paid)
        found = {row.id: row for row in rows}
        for order_id, entry in paid.items():
            row = found.get(order_id)
            if (
                row is None
                or row.total_minor != entry.amount_minor
                or row.state in (OrderState.NOTPAY, OrderState.CLOSED)
            ):
                self._wrong.setdefault("orders", f"entry {entry.seq} pays {order_id}, which is {row and row.state}")
            elif row.entry_seq not in (None, entry.seq):
                self._wrong.setdefault("orders", f"{order_id} is paid by entries {row.entry_seq} and {entry.seq}")

    async def _see_refunds(self, refunded: dict[str, Entry]) -> None:
        async with self._house.database.read() as session:
            rows = (await session.exec(select(RefundRow).where(col(RefundRow.id).in_(refunded)))).all()
        self._refunded += len(refunded)
        found = {row.id: row for row in rows}
        for refund_id, entry in refunded.items():
            row = found.get(refund_id)
            if row is None or row.amount_minor != entry.amount_minor or row.entry_seq not in (None, entry.seq):
                self._wrong.setdefault("refunds", f"entry {entry.seq} does not fit refund {refund_id}")

    async def facts(self) -> list[Fact]:
        """Each row that says it is paid names an entry that paid it."""
        after = ""
        while rows := await self._orders_after(after):
            after = rows[-1].id
            for row in rows:
                await self._check("orders", row.id, row.entry_seq, ORDER_CAUSE, row.total_minor)
        after = ""
        while refunds := await self._refunds_after(after):
            after = refunds[-1].id
            for refund in refunds:
                await self._check("refunds", refund.id, refund.entry_seq, REFUND_CAUSE, refund.amount_minor)
        wrong = self._wrong
        return [
            Fact("an order is paid if and only if its entry is in the journal", "orders" not in wrong,
                 wrong.get("orders", f"{self._paid} paid")),
            Fact("a refund is done if and only if its entry is in the journal", "refunds" not in wrong,
                 wrong.get("refunds", f"{self._refunded} refunds")),
        ]  # fmt: skip

    async def _check(self, what: str, row_id: str, seq: int | None, cause: str, amount_minor: int) -> None:
        found = await self._house.ledger.entries_of_cause(cause + row_id)
        if not any(entry.seq == seq and entry.amount_minor == amount_minor for entry in found):
            self._wrong.setdefault(what, f"{row_id} names entry {seq}, which is not its own")

    async def _orders_after(self, after: str) -> Sequence[OrderRow]:
        question = select(OrderRow).where(
            col(OrderRow.id) > after, col(OrderRow.state).in_([OrderState.SUCCESS, OrderState.REFUND])
        )
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(OrderRow.id)).limit(ROWS_PAGE))).all()

    async def _refunds_after(self, after: str) -> Sequence[RefundRow]:
        question = select(RefundRow).where(col(RefundRow.id) > after, col(RefundRow.state) == RefundState.SUCCESS)
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(RefundRow.id)).limit(ROWS_PAGE))).all()


class Payouts:
    """Payouts against the holds that decide about them, in both directions."""

    def __init__(self, house: WalletHouse) -> None:
        self._house = house
        self._wrong = ""
        self._seen = 0

    async def see(self, entries: Sequence[Entry]) -> None:
        """Each end of a payout's hold fits its row, which says so or is about to be settled."""
        ends = {e.hold.hex(): e for e in entries if ends_hold(e) and e.hold}
        if not ends:
            return
        async with self._house.database.read() as session:
            rows = (await session.exec(select(PayoutRow).where(col(PayoutRow.hold_hex).in_(ends)))).all()
        self._seen += len(rows)
        for row in rows:
            entry = ends[row.hold_hex]
            taken = entry.kind is Kind.CAPTURE
            if row.entry_seq is None:
                fits = row.state in OPEN
            else:
                fits = row.entry_seq == entry.seq and taken == (row.state == PayoutState.SUCCESS)
            if not fits or (taken and entry.amount_minor != row.amount_minor):
                self._wrong = self._wrong or f"entry {entry.seq} does not fit payout {row.id}, which is {row.state}"

    async def facts(self) -> list[Fact]:
        """Each row that says it is finished names the entry that ended its hold."""
        after = ""
        while rows := await self._finished_after(after):
            after = rows[-1].id
            for row in rows:
                entry = await self._house.ledger.get_entry(row.entry_seq or 0)
                if entry.hold is None or entry.hold.hex() != row.hold_hex:
                    self._wrong = self._wrong or f"{row.id} names entry {row.entry_seq}, which is not its own"
        sentence = "a payout is finished if and only if its hold has ended"
        return [Fact(sentence, not self._wrong, self._wrong or f"{self._seen} payouts")]

    async def _finished_after(self, after: str) -> Sequence[PayoutRow]:
        question = select(PayoutRow).where(col(PayoutRow.id) > after, col(PayoutRow.entry_seq).is_not(None))
        async with self._house.database.read() as session:
            return (await session.exec(question.order_by(col(PayoutRow.id)).limit(ROWS_PAGE))).all()


WITNESSES: list[Callable[[WalletHouse], Witness]] = [
    PaidThings,
    Payouts,
    CombinedPayments,
    MerchantHolds,
    Transfers,
    Envelopes,
    Splits,
    Disputes,
    Corrections,
    TopUps,
    Withdrawals,
    SignedHeads,
    KeptSums,
]
