"""An operator or auditor looks at one movement of money, or at who looked: the look is written to the audit trail and
committed before anything is shown. Called by web/admin/transfers."""

from dataclasses import dataclass
from datetime import datetime

from superapp.accounts.people import Person, get_people, names_of
from superapp.audit import trail
from superapp.house import House
from wallet import statements
from wallet.merchants.registry import find_merchant
from wallet.money import Money


@dataclass(frozen=True, slots=True)
class PostingView:
    """side: "debit" or "credit"; amount: signed effect on the account's balance; owner: a name people know, "" for the
    house's own."""

    side: str
    account_id: int
    kind: str
    owner_id: str
    owner: str
    amount: Money
    balance_after: Money


@dataclass(frozen=True, slots=True)
class ChainView:
    """Where the entry stands in the hash chain; hashes as hex. verifies: recomputed just now from the journal."""

    batch: int
    first_seq: int
    entries: int
    hash: str
    previous_hash: str
    verifies: bool


@dataclass(frozen=True, slots=True)
class LookView:
    at: datetime
    who: str
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class TransferView:
    seq: int
    at: datetime
    kind: str
    amount: Money
    cause: str
    key: str
    postings: list[PostingView]
    chain: ChainView
    related: dict[str, str]
    looks: list[LookView]
    newest_seq: int


async def show(house: House, viewer: Person, seq: int, *, reason: str = "") -> TransferView:
    """Everything about one entry. Raises EntryUnknown; the look is on record either way."""
    await _note(house, viewer, "look_at_transfer", f"entry:{seq}", reason)
    explained = await statements.explain(house.wallet, seq)
    entry, link, accounts = explained.entry, explained.link, (explained.debit_account, explained.credit_account)
    async with house.database.read() as session:
        looks = await trail.looks_at(session, f"entry:{seq}")
        people = await get_people(session, [*(account.owner for account in accounts), *(one.actor_id for one in looks)])
    names = {person_id: person.name for person_id, person in people.items()}
    for account in accounts:
        if merchant := await find_merchant(house.wallet, account.owner):
            names[account.owner] = merchant.name
    return TransferView(
        seq=entry.seq,
        at=entry.posted_at,
        kind=entry.kind.name.lower(),
        amount=Money(entry.amount_minor, accounts[0].currency),
        cause=entry.cause,
        key=entry.key.hex(),
        postings=[
            PostingView(
                side=side,
                account_id=posting.account.id,
                kind=posting.account.kind.value,
                owner_id=posting.account.owner,
                owner=names.get(posting.account.owner, ""),
                amount=posting.amount,
                balance_after=posting.balance_after,
            )
            for side, posting in zip(("debit", "credit"), explained.postings, strict=True)
        ],
        chain=ChainView(
            link.batch,
            link.first_seq,
            link.entries,
            link.hash.hex(),
            explained.previous_hash.hex(),
            explained.link_verifies,
        ),
        related=_related(explained),
        looks=[LookView(look.at, names.get(look.actor_id, look.actor_id), look.action, look.reason) for look in looks],
        newest_seq=await statements.newest_seq(house.wallet),
    )


def _related(explained: statements.Explained) -> dict[str, str]:
    """What the cause names; the page has the words for the names."""
    facts: dict[str, str] = {}
    if order := explained.order:
        facts |= {"order": order.id, "merchants_number": order.out_trade_no, "state": order.state}
        facts |= {"transaction": order.transaction_id or "–", "program": order.appid, "merchant": order.mchid}
    if refund := explained.refund:
        facts |= {"refund": refund.refund_id, "merchants_refund_number": refund.out_refund_no}
        facts |= {"of_order": refund.order_id, "transaction": refund.transaction_id, "reason": refund.reason or "–"}
    if payout := explained.payout:
        facts |= {"payout": payout.id, "merchants_payout_number": payout.out_bill_no, "merchant": payout.mchid}
    if shared := explained.shared:
        facts |= {shared.kind: shared.id, "sender": shared.sender_id}
        facts |= {"receiver": shared.receiver_id} if shared.receiver_id else {}
        facts |= {"chat": shared.place} if shared.place else {}
    return facts


@dataclass(frozen=True, slots=True)
class Subject:
    """What a row of the trail is about. kind: such as "entry", "person", "journal"; value: which one, as stored there;
    name: what people call it, where they do."""

    kind: str
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class TrailRow:
    number: int
    look: LookView
    subject: Subject


@dataclass(frozen=True, slots=True)
class TrailView:
    """first_broken: None when the whole chain, recomputed just now, holds. next_before: the number to page from."""

    rows: list[TrailRow]
    first_broken: int | None
    next_before: int | None


async def audit_trail(house: House, viewer: Person, *, before: int | None = None) -> TrailView:
    """Who looked at or changed what, newest first."""
    await _note(house, viewer, "read_audit_trail", "audit")
    async with house.database.read() as session:
        looks = await trail.newest(session, before=before, limit=101)
        subjects = [Subject(kind, value) for kind, _, value in (one.subject.partition(":") for one in looks)]
        owners = {one.value for one in subjects if one.kind == "person"}
        names = await names_of(session, list(owners | {one.actor_id for one in looks}))
        broken = await trail.first_broken_row(session)
    for mchid in {one.value for one in subjects if one.kind == "merchant"}:
        if merchant := await find_merchant(house.wallet, mchid):
            names[mchid] = merchant.name
    rows = [
        TrailRow(
            one.number,
            LookView(one.at, names.get(one.actor_id, one.actor_id), one.action, one.reason),
            Subject(about.kind, about.value, names.get(about.value, "")),
        )
        for one, about in list(zip(looks, subjects, strict=True))[:100]
    ]
    return TrailView(rows, broken, rows[-1].number if len(looks) > 100 else None)


async def _note(house: House, viewer: Person, action: str, subject: str, reason: str = "") -> None:
    now = house.clock.now()
    await trail.note(house.database, actor_id=viewer.id, action=action, subject=subject, reason=reason, now=now)
