"""The port over HTTP and JSON: what the built-in simulator speaks, and what a bridge in front of a real processor may
speak instead. Every answer is read as a stranger's: what cannot be read counts as no answer.

Which answers are certain: 400, 402, 403, 404, 409 and 422 refuse; 404 of a look says "never seen". Everything else
(no answer, 401 and 429, 5xx, a body that is not what it should be) leaves the matter open. Source:
docs/operate/cards.md"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlencode, urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from wallet.money import AMOUNT_MINOR_MAX
from wallet.ports import HttpFailure, HttpPort, HttpReply
from wallet.rails.port import (
    Card,
    CardPage,
    Charge,
    ChargeState,
    MoveKind,
    Notice,
    NoticeRefused,
    Payout,
    PayoutState,
    RailMove,
    RailRefused,
    RailSilent,
)
from wallet.rails.signatures import require_sealed
from wallet.settings import WalletSettings

TIMEOUT_SECONDS = 5.0
CERTAIN = frozenset({400, 402, 403, 404, 409, 422})
REASON_LETTERS_MAX = 64
REPORT_PAGES_MAX = 10_000  # a rail that never comes to an end must not keep the worker


class _Answer(BaseModel):
    """What the rail says more than we need is left aside."""

    model_config = ConfigDict(extra="ignore", str_max_length=512)


Read = TypeVar("Read", bound=_Answer)


class _Card(_Answer):
    token: str = Field(min_length=1, max_length=128)
    brand: str = Field(default="", max_length=16)
    last4: str = Field(pattern=r"^[0-9]{4}$")
    expiry_month: int = Field(ge=1, le=12)
    expiry_year: int = Field(ge=2000, le=2200)


class _Page(_Answer):
    url: str = Field(default="", max_length=512)
    card: _Card | None = None


class _Charge(_Answer):
    state: ChargeState
    code: str = Field(default="", max_length=32)
    challenge_url: str = Field(default="", max_length=512)


class _Payout(_Answer):
    state: PayoutState
    code: str = Field(default="", max_length=32)
    arrives_at: datetime | None = None


class _Move(_Answer):
    kind: MoveKind
    reference: str = Field(min_length=1, max_length=100)
    amount_minor: int = Field(gt=0, le=AMOUNT_MINOR_MAX)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    at: AwareDatetime


class _Report(_Answer):
    moves: list[_Move]
    next: str = ""


class _Notice(_Answer):
    id: str = Field(pattern=r"^[0-9A-Za-z_-]{1,64}$")
    reference: str = Field(pattern=r"^[0-9a-z_]{1,40}$")


def http_rail(settings: WalletSettings, http: HttpPort) -> "HttpRail | None":
    """The rail that the settings name; None without one."""
    return HttpRail(settings, http) if settings.rail_url else None


class HttpRail:
    name = "cards"

    def __init__(self, settings: WalletSettings, http: HttpPort) -> None:
        self._base = settings.rail_url.rstrip("/")
        self._settings, self._http = settings, http

    async def open_card_page(self, reference: str, *, return_url: str) -> CardPage:
        reply = await self._ask("POST", "/v1/card-pages", {"reference": reference, "return_url": return_url})
        return CardPage(self._require_own(_read(_Page, reply).url))

    async def card_of(self, reference: str) -> Card | None:
        card = _read(_Page, await self._ask("GET", f"/v1/card-pages/{quote(reference, safe='')}")).card
        return Card(card.token, card.brand, card.last4, card.expiry_month, card.expiry_year) if card else None

    async def forget_card(self, token: str) -> None:
        await self._ask("DELETE", f"/v1/cards/{quote(token, safe='')}", may_be_missing=True)

    async def charge(self, reference: str, *, token: str, amount_minor: int, currency: str, return_url: str) -> Charge:
        wish = {"reference": reference, "card": token, "amount_minor": amount_minor, "currency": currency}
        return self._charge(await self._ask("POST", "/v1/charges", {**wish, "return_url": return_url}))

    async def cancel_charge(self, reference: str) -> Charge:
        return self._charge(await self._ask("POST", f"/v1/charges/{quote(reference, safe='')}/cancel", {}))

    async def charge_of(self, reference: str) -> Charge | None:
        reply = await self._ask("GET", f"/v1/charges/{quote(reference, safe='')}", may_be_missing=True)
        return None if reply.status == 404 else self._charge(reply)

    async def pay_out(self, reference: str, *, token: str, amount_minor: int, currency: str) -> Payout:
        wish = {"reference": reference, "card": token, "amount_minor": amount_minor, "currency": currency}
        return _payout(await self._ask("POST", "/v1/payouts", wish))

    async def payout_of(self, reference: str) -> Payout | None:
        reply = await self._ask("GET", f"/v1/payouts/{quote(reference, safe='')}", may_be_missing=True)
        return None if reply.status == 404 else _payout(reply)

    async def moves_between(self, start: datetime, end: datetime) -> list[RailMove]:
        span = {"from": start.astimezone(UTC).isoformat(), "to": end.astimezone(UTC).isoformat()}
        moves: list[RailMove] = []
        after = ""
        for _page in range(REPORT_PAGES_MAX):
            report = _read(_Report, await self._ask("GET", f"/v1/moves?{urlencode(span | {'after': after})}"))
            moves += [RailMove(one.kind, one.reference, one.amount_minor, one.currency, one.at) for one in report.moves]
            if not report.next:
                return moves
            after = report.next
        raise RailSilent("a report without an end")

    def read_notice(self, headers: dict[str, str], body: bytes, *, now: datetime) -> Notice:
        require_sealed(self._settings.rail_webhook_secret.get_secret_value(), headers, body, now=now)
        try:
            notice = _Notice.model_validate_json(body)
        except ValidationError as error:
            raise NoticeRefused("body") from error
        return Notice(notice.id, notice.reference)

    def _charge(self, reply: HttpReply) -> Charge:
        answer = _read(_Charge, reply)
        if answer.state is ChargeState.CHALLENGE:
            self._require_own(answer.challenge_url)
        return Charge(answer.state, answer.code, answer.challenge_url)

    def _require_own(self, url: str) -> str:
        """A link a person will be sent to: http(s) with a host, and https when the rail itself is."""
        parts, own = urlsplit(url), urlsplit(self._base)
        schemes = {"https"} if own.scheme == "https" else {"http", "https"}
        if parts.scheme not in schemes or not parts.hostname:
            raise RailSilent("an answer without a usable link")
        return url

    async def _ask(
        self, method: str, path: str, document: Mapping[str, Any] | None = None, *, may_be_missing: bool = False
    ) -> HttpReply:
        headers = {"Authorization": f"Bearer {self._settings.rail_key.get_secret_value()}"}
        if document is not None:
            headers["Content-Type"] = "application/json"
        body = b"" if document is None else json.dumps(document).encode()
        url = self._base + path
        try:
            reply = await self._http.send(method, url, headers=headers, body=body, timeout_seconds=TIMEOUT_SECONDS)
        except HttpFailure as failure:
            raise RailSilent(str(failure)) from failure
        if 200 <= reply.status < 300 or (may_be_missing and reply.status == 404):
            return reply
        if reply.status in CERTAIN:
            raise RailRefused(_reason(reply))
        raise RailSilent(f"status {reply.status}")


def _payout(reply: HttpReply) -> Payout:
    answer = _read(_Payout, reply)
    arrives_at = answer.arrives_at
    if arrives_at and arrives_at.tzinfo is None:
        arrives_at = arrives_at.replace(tzinfo=UTC)
    return Payout(answer.state, answer.code, arrives_at)


def _read(model: type[Read], reply: HttpReply) -> Read:
    try:
        return model.model_validate_json(reply.body)
    except ValidationError as error:
        # What it says is none of a log's business: only that it cannot be read.
        raise RailSilent("an answer that cannot be read") from error


def _reason(reply: HttpReply) -> str:
    try:
        document: Any = json.loads(reply.body)
    except (ValueError, RecursionError):
        return f"status {reply.status}"
    code: Any = cast(dict[str, Any], document).get("code") if isinstance(document, dict) else None
    return code[:REASON_LETTERS_MAX] if isinstance(code, str) else f"status {reply.status}"
