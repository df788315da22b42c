"""What a message may carry: its kind and the shape of its body. Stored as JSON; read back by `read_card`, which turns
a receipt into amounts and moments for templates. The browser's side is superapp/browser/shell/cards.ts."""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from superapp.base.errors import ensure
from superapp.chat.attachments import check_attachment
from superapp.chat.encrypted import check_encrypted
from superapp.chat.errors import MessageEmpty, MessageTooLong
from superapp.chat.money_cards import read_envelope, read_split, read_transfer
from superapp.chat.program_cards import KINDS as PROGRAM_KINDS
from superapp.chat.program_cards import OWN_IMAGE, card_words, check_program_card
from wallet.money import Money

TEXT_LETTERS_MAX = 4_000
TITLE_LETTERS_MAX, PATH_LENGTH_MAX = 120, 2_048
_PICTURE_ID = re.compile(r"pic_[0-9a-z]{26}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """As stored. status: "paid", "received" (from a merchant), "refunded", "partly_refunded", "returned" (sent to a
    person and came back), "set_aside" and "let_go" (a merchant's hold, of which no movement is listed).
    order_id: or the id of the payout, transfer, envelope, hold or combined payment; seq: the ledger entry; paid_at: ISO
    8601, UTC."""

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


@dataclass(frozen=True, slots=True)
class ProgramCard:
    """A page of a program, sent into a chat: it opens there. As stored, and as templates read it.

    path: "pages/goods/goods?id=7", or "" for the first page. image: an address of ours, or "".
    """

    appid: str
    name: str
    title: str
    path: str
    image: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


NOTICES = ("met", "encrypted", "created", "added", "joined", "removed", "left", "renamed", "quiet", "open", "pinned")


@dataclass(frozen=True, slots=True)
class Notice:
    """What its sender did to the group, or between two people: "met", "pinned" (a message), or "encrypted", which began
    such a chat. people: to whom; title: the new name of "renamed"."""

    what: str
    people: list[str]
    title: str

    def body(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PictureCard:
    """picture: its id, "pic_…", see `picture_blob`; width, height: in pixels."""

    picture: str
    width: int
    height: int

    def body(self) -> dict[str, Any]:
        return asdict(self)


def picture_blob(conversation_id: str, picture: str, *, small: bool) -> str:
    """Name of its blob."""
    return f"chats/{conversation_id}/{picture}{'-small' if small else ''}.webp"


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
            named = body.get("mentions", {})
            whole = set(body) <= {"text", "mentions"} and isinstance(body["text"], str) and isinstance(named, dict)
            ensure(whole, "a text body has its text, and whom its handles mean", body=body)
        case "notice":
            read_notice(body)
        case "encrypted":
            check_encrypted(body)
        case "picture":
            read_picture(body)
        case "unsent":
            ensure(not body, "of what was unsent nothing is kept", body=body)
        case "receipt":
            ensure(
                set(body) == {one.name for one in fields(Receipt)}, "a receipt has all its fields", fields=sorted(body)
            )
            read_receipt(body)
        case "transfer":
            read_transfer(body)
        case "envelope":
            read_envelope(body)
        case "split":
            read_split(body)
        case "program":
            card = read_program(body)
            ensure(card.image == "" or OWN_IMAGE.fullmatch(card.image), "a card's picture is ours", image=card.image)
            ensure(len(card.title) <= TITLE_LETTERS_MAX and len(card.path) <= PATH_LENGTH_MAX, "a card is short")
        case _:
            known = check_attachment(kind, body) or check_program_card(kind, body)
            ensure(known, "the kind of a message is known", kind=kind)


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


def read_notice(body: dict[str, Any]) -> Notice:
    known = body.get("what") in NOTICES and isinstance(body.get("title"), str) and isinstance(body.get("people"), list)
    ensure(known and set(body) == {"what", "people", "title"}, "a notice says what happened to whom", body=body)
    return Notice(**body)


def read_picture(body: dict[str, Any]) -> PictureCard:
    whole = set(body) == {"picture", "width", "height"} and _PICTURE_ID.fullmatch(str(body["picture"]))
    ensure(whole, "a picture has its id and its size", body=body)
    return PictureCard(**body)


def read_program(body: dict[str, Any]) -> ProgramCard:
    names = [one.name for one in fields(ProgramCard)]
    whole = set(body) == set(names) and all(isinstance(body[name], str) for name in names)
    ensure(whole, "a program's card has all its fields", fields=sorted(body))
    return ProgramCard(**body)


def searched_words(kind: str, body: dict[str, Any]) -> str:
    """What a search finds a message by: letters regardless of case and of how they are composed; "" for none."""
    match kind:
        case "text":
            return search_key(str(body["text"]))
        case "receipt":
            return search_key(f"{body['title']} {body['merchant']}")
        case "program":
            return search_key(f"{body['name']} {body['title']}")
        case "file":
            return search_key(str(body["name"]))
        case "place":
            return search_key(f"{body['name']} {body['address']}")
        case "transfer" | "split":
            return search_key(body["note"])
        case "envelope":
            return search_key(body["greeting"])
        case _:
            return search_key(card_words(kind, body)) if kind in PROGRAM_KINDS else ""


def search_key(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
