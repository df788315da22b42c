"""The network's memory: cards by token, charges and payouts as steps in time, and the notices that follow from them. A
thing's state is the last of its steps whose time has come, so nothing has to be woken for it to change. Called by
`app.py` (the API), `pages.py` (what people see) and `notices.py` (the webhooks).

A card is kept as a token, its last four digits and the name of what it does; its number is forgotten at once."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from card_network.behaviours import BY_NAME, Behaviour, Step, Times, behaviour_of, brand_of
from card_network.store import Document, Store

MOVES_PER_PAGE = 500
# The states in which money has moved, and what the report calls it.
MOVES = {
    "charge": {"approved": "charge", "charged_back": "charge_back"},
    "payout": {"paid": "payout", "returned": "payout_back"},
}
Now = Callable[[], float]  # seconds since the epoch


class NetworkRefused(Exception):
    """status, code: as the API answers."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Network:
    """now: the clock; times: how long things take; public_url: of the pages, without a slash at the end."""

    store: Store
    now: Now
    public_url: str
    times: Times = field(default_factory=Times)

    # Cards.

    def open_page(self, reference: str, return_url: str) -> Document:
        page = self.store.find("page", reference)
        if page is None:
            page = {"secret": secrets.token_urlsafe(24), "return_url": return_url, "token": ""}
            self.store.put("page", reference, page)
            self.store.put("page_secret", page["secret"], {"reference": reference})
        return {"url": f"{self.public_url}/cards/{page['secret']}"}

    def page_by_secret(self, secret: str) -> tuple[str, Document]:
        found = self.store.find("page_secret", secret)
        page = self.store.find("page", found["reference"]) if found else None
        if found is None or page is None:
            raise NetworkRefused(404, "page_unknown")
        return found["reference"], page

    def add_card(self, secret: str, number: str, month: int, year: int) -> str:
        """The number goes no further than this. Returns where the person goes back to."""
        reference, page = self.page_by_secret(secret)
        if not page["token"]:
            behaviour, token = behaviour_of(number), f"tok_{secrets.token_urlsafe(18)}"
            card = {"behaviour": behaviour.name, "brand": brand_of(number), "last4": number[-4:]}
            self.store.put("card", token, {**card, "expiry_month": month, "expiry_year": year})
            self.store.put("page", reference, {**page, "token": token})
        return page["return_url"]

    def page(self, reference: str) -> Document:
        page = self.store.find("page", reference)
        if page is None:
            raise NetworkRefused(404, "page_unknown")
        card = self.store.find("card", page["token"]) if page["token"] else None
        names = ("brand", "last4", "expiry_month", "expiry_year")
        return {"card": {"token": page["token"], **{name: card[name] for name in names}} if card else None}

    def forget_card(self, token: str) -> None:
        self.store.remove("card", token)

    # Charges and payouts.

    def charge(self, wish: Document) -> Document:
        return self._begin("charge", wish)

    def pay_out(self, wish: Document) -> Document:
        return self._begin("payout", wish)

    def answers_of(self, wish: Document) -> str:
        """How the answer to this request goes astray; each way only as often as `Behaviour` says."""
        behaviour = self._behaviour(str(wish["card"]))
        reference = str(wish["reference"])
        times = (self.store.find("answers", reference) or {"times": 0})["times"]
        self.store.put("answers", reference, {"times": times + 1})
        often = {"slow": 1, "lost": 1, "error": 2}.get(behaviour.answers, 0)
        return behaviour.answers if times < often else ""

    def find(self, kind: str, reference: str) -> Document:
        """kind: "charge" or "payout"."""
        thing = self.store.find(kind, reference)
        if thing is None:
            raise NetworkRefused(404, f"{kind}_unknown")
        return self._shown(kind, reference, thing)

    def cancel(self, reference: str) -> Document:
        """Also for a charge that never came: one that is still on its way will find the name used up."""
        thing = self.store.find("charge", reference) or {"steps": [], "digest": None, "notices": 0}
        if not thing["steps"] or self._step(thing)[1] in {"pending", "challenge"}:
            self._go_on("charge", reference, thing, [("now", "cancelled", "")])
        return self.find("charge", reference)

    def moves(self, start: float, end: float, after: str) -> Document:
        """What moved from start on and before end, the oldest first. after: the `next` of the page before, or ""."""
        found: list[Document] = []
        for kind, names in MOVES.items():
            for reference, thing in self.store.all(kind):
                happened = [(at, state) for at, state, _ in thing["steps"] if at <= self.now() and start <= at < end]
                found += [
                    {
                        "kind": names[state],
                        "reference": reference,
                        "amount_minor": thing["amount_minor"],
                        "currency": thing["currency"],
                        "at": _moment(at),
                    }
                    for at, state in happened
                    if state in names
                ]
        found.sort(key=lambda one: (one["at"], one["reference"], one["kind"]))
        first = int(after) if after.isascii() and after.isdecimal() else 0
        until = first + MOVES_PER_PAGE
        return {"moves": found[first:until], "next": str(until) if until < len(found) else ""}

    def challenge_by_secret(self, secret: str) -> tuple[str, Document]:
        found = self.store.find("challenge", secret)
        thing = self.store.find("charge", found["reference"]) if found else None
        if found is None or thing is None:
            raise NetworkRefused(404, "challenge_unknown")
        return found["reference"], thing

    def answer_challenge(self, secret: str, *, confirmed: bool) -> str:
        """Returns where the person goes back to; the second answer changes nothing."""
        reference, thing = self.challenge_by_secret(secret)
        if self._step(thing)[1] == "challenge":
            after: Step = ("now", "approved", "") if confirmed else ("now", "declined", "authentication_failed")
            self._go_on("charge", reference, thing, [after])
        return thing["return_url"]

    def is_open(self, thing: Document) -> bool:
        return self._step(thing)[1] == "challenge"

    def _begin(self, kind: str, wish: Document) -> Document:
        reference = str(wish["reference"])
        digest = [wish["card"], wish["amount_minor"], wish["currency"]]
        known = self.store.find(kind, reference)
        if known is not None:
            if known["digest"] not in (None, digest):
                raise NetworkRefused(409, "reference_reused")
            return self._shown(kind, reference, known)
        behaviour = self._behaviour(str(wish["card"]))
        thing: Document = {
            "digest": digest,
            "amount_minor": wish["amount_minor"],
            "currency": wish["currency"],
            "return_url": wish.get("return_url", ""),
            "steps": [],
            "notices": 0,
        }
        steps = behaviour.charge if kind == "charge" else behaviour.payout
        if kind == "charge" and steps[0][1] == "challenge":
            thing["challenge"] = secrets.token_urlsafe(24)
            self.store.put("challenge", thing["challenge"], {"reference": reference})
        self._go_on(kind, reference, thing, steps)
        return self.find(kind, reference)

    def _go_on(self, kind: str, reference: str, thing: Document, steps: Any) -> None:
        """Replace what has not happened yet by these steps, each with the notice that tells of it."""
        at = self.now()
        happened = [step for step in thing["steps"] if step[0] <= at]
        for name, state, code in steps:
            at += self.times.of(name)
            happened.append([at, state, code])
            thing["notices"] += 1
            notice = {"reference": reference, "due_at": at, "tries": 0}
            self.store.put("notice", f"ntc_{reference}_{thing['notices']}", notice)
        self.store.put(kind, reference, {**thing, "steps": happened})

    def _behaviour(self, token: str) -> Behaviour:
        card = self.store.find("card", token)
        if card is None:
            raise NetworkRefused(422, "card_unknown")
        return BY_NAME[card["behaviour"]]

    def _step(self, thing: Document) -> tuple[float, str, str]:
        happened = [step for step in thing["steps"] if step[0] <= self.now()]
        at, state, code = happened[-1]
        return at, state, code

    def _shown(self, kind: str, reference: str, thing: Document) -> Document:
        _, state, code = self._step(thing)
        shown: Document = {"reference": reference, "state": state, "code": code}
        if kind == "charge" and state == "challenge":
            shown["challenge_url"] = f"{self.public_url}/challenges/{thing['challenge']}"
        if kind == "payout":
            paid = [at for at, name, _ in thing["steps"] if name in {"paid", "failed"}]
            shown["arrives_at"] = _moment(paid[0]) if paid else None
        return shown


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
