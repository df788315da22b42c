"""What a message may carry: its kind and the shape of its body. Stored as JSON; read back by `read_card`, which turns
a receipt into amounts and moments for templates. The browser's side is superapp/browser/shell/cards.ts."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from superapp.base.errors import ensure
from superapp.chat.errors import MessageEmpty, MessageTooLong
from wallet.money import Money

TEXT_LETTERS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class Receipt:
    """As stored. status: "paid", "refunded", "partly_refunded"; seq: the ledger entry; paid_at: ISO 8601, UTC."""

    title: str
    merchant: str
    amount_minor: int
    currency: str
    status: str
    order_id: str
    seq: int
    paid_at: str
    appid: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The same for templates: the amount as money, the moment as a moment."""

    title: str
    merchant: str
    amount: Money
    status: str
    order_id: str
    seq: int
    paid_at: datetime
    appid: str


def text_body(text: str) -> dict[str, Any]:
    """Trimmed, with one kind of line end. Raises MessageEmpty, MessageTooLong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not text:
        raise MessageEmpty()
    if len(text) > TEXT_LETTERS_MAX:
        raise MessageTooLong(len(text), TEXT_LETTERS_MAX)
    return {"text": text}


def check_body(kind: str, body: dict[str, Any]) -> None:
    """Only bodies that every client can show are stored."""
    match kind:
        case "text":
            ensure(set(body) == {"text"} and isinstance(body["text"], str), "a text body has its text", body=body)
        case "receipt":
            ensure(
                set(body) == {one.name for one in fields(Receipt)}, "a receipt has all its fields", fields=sorted(body)
            )
            read_receipt(body)
        case _:
            ensure(False, "the kind of a message is known", kind=kind)


def read_receipt(body: dict[str, Any]) -> ReceiptView:
    return ReceiptView(
        title=body["title"],
        merchant=body["merchant"],
        amount=Money(body["amount_minor"], body["currency"]),
        status=body["status"],
        order_id=body["order_id"],
        seq=body["seq"],
        paid_at=datetime.fromisoformat(body["paid_at"]),
        appid=body["appid"],
    )


def in_one_line(kind: str, body: dict[str, Any]) -> str:
    """What the list of chats shows of a message."""
    match kind:
        case "text":
            return " ".join(str(body["text"]).split())[:120]
        case "receipt":
            return f"Receipt: {body['title']}"
        case _:
            return "Message"
