"""A second opinion on the rules, written apart from `wallet/ledger/rules.py` and in another way: it keeps a plain list
of what happened and works everything out from that list each time it is asked. Slow, and easy to believe."""

from dataclasses import dataclass, field
from datetime import datetime

from wallet.ledger.model import Draft, Kind


@dataclass
class Party:
    currency: str
    floor: int
    state: str = "open"


@dataclass
class OneAtATime:
    """parties: by account id. done: what was accepted, in order."""

    parties: dict[int, Party]
    done: list[Draft] = field(default_factory=list[Draft])

    def balance(self, account: int) -> int:
        moved = [(self.sides(one), one.amount_minor) for one in self.done if one.kind in (Kind.POST, Kind.CAPTURE)]
        return sum(n for (_, to), n in moved if to == account) - sum(n for (of, _), n in moved if of == account)

    def held(self, account: int) -> int:
        return sum(one.amount_minor for one in self.done if self.is_open(one.key) and one.debit == account)

    def sides(self, one: Draft) -> tuple[int, int]:
        origin = self.hold(one.hold) if one.hold else one
        assert origin
        return origin.debit, origin.credit

    def hold(self, key: bytes | None) -> Draft | None:
        return next((one for one in self.done if one.key == key and one.kind is Kind.AUTHORIZE), None)

    def ended_by(self, key: bytes | None) -> Draft | None:
        return next((one for one in self.done if one.hold == key), None)

    def is_open(self, key: bytes) -> bool:
        return self.hold(key) is not None and self.ended_by(key) is None

    def ask(self, draft: Draft, now: datetime) -> str:
        """ "done", "repeated", or the reason of the refusal."""
        if earlier := next((one for one in self.done if one.key == draft.key), None):
            return "repeated" if self.same(draft, earlier) else "key_reused"
        reason = self.ending(draft, now) if draft.hold else self.starting(draft)
        if reason is None:
            self.done.append(draft)
        return reason or "done"

    def same(self, draft: Draft, earlier: Draft) -> bool:
        if (draft.kind, draft.amount_minor, draft.cause, draft.hold) != (
            earlier.kind,
            earlier.amount_minor,
            earlier.cause,
            earlier.hold,
        ):
            return False
        of, to = self.sides(earlier)
        if draft.hold:
            return draft.debit in (0, of) and draft.credit in (0, to)
        return (draft.debit, draft.credit) == (of, to)

    def starting(self, draft: Draft) -> str | None:
        payer, payee = self.parties.get(draft.debit), self.parties.get(draft.credit)
        if not payer or not payee:
            return "credit_unknown" if payer else "debit_unknown"
        if draft.debit == draft.credit:
            return "same_account"
        if payer.currency != payee.currency:
            return "two_currencies"
        if reason := self.barred(payer, payee):
            return reason
        free = self.balance(draft.debit) - self.held(draft.debit) - payer.floor
        return "insufficient_funds" if draft.amount_minor > free else None

    def ending(self, draft: Draft, now: datetime) -> str | None:
        hold, end = self.hold(draft.hold), self.ended_by(draft.hold)
        if not hold:
            return "unknown"
        if end:
            return "captured" if end.kind is Kind.CAPTURE else "void"
        if draft.debit not in (0, hold.debit) or draft.credit not in (0, hold.credit):
            return "not_the_holds_accounts"
        if draft.kind is Kind.VOID:
            return None
        if hold.expires_at and hold.expires_at <= now:
            return "expired"
        if draft.amount_minor > hold.amount_minor:
            return "more_than_held"
        return self.barred(self.parties[hold.debit], self.parties[hold.credit])

    @staticmethod
    def barred(payer: Party, payee: Party) -> str | None:
        if payer.state != "open":
            return f"debit_{payer.state}"
        return "credit_closed" if payee.state == "closed" else None
