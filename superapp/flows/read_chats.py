"""Looking at chats: the list, one conversation, older messages. Called by web/pages/chat; reads only, so a page may be
asked for as often as it likes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person
from superapp.chat.cards import (
    PictureCard,
    ProgramCard,
    ReceiptView,
    read_picture,
    read_program,
    read_receipt,
)
from superapp.chat.conversations import Conversation, require_member
from superapp.chat.kinds import Kind
from superapp.chat.lines import Reader, line_of
from superapp.chat.links import Piece, pieces_of
from superapp.chat.listing import conversations_of
from superapp.chat.messages import Message, messages_before, messages_from
from superapp.chat.previews import Preview
from superapp.chat.program_cards import (
    OrderCard,
    ProductCard,
    SubscriptionCard,
    read_order,
    read_product,
    read_subscription,
)
from superapp.chat.views import View, gather, overview
from superapp.contacts.contacts import count_requests
from superapp.house import House
from superapp.readers import reader_for
from superapp.realtime.events import last_event

CHATS_PER_PAGE = 100
MESSAGES_PER_PAGE = 40


@dataclass(frozen=True, slots=True)
class ChatList:
    """state: what the browser starts from: {me, now, last_event, requests, conversations, has_older}. requests: how
    many people wait for an answer; has_older: whether the list goes on. rows: these conversations, for templates."""

    state: dict[str, Any]
    rows: list[View]


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message for the template, which shows it before (and without) scripts. receipt, program, picture: for the
    kinds of these names; said: what a program put there; money: the body of a transfer's or an envelope's card, with
    how it stands. pieces: a text, cut where links begin and end; preview: of its first link. sender: who wrote it, in a
    group; answers: the line it answers, or ""; reactions: emoji and how many."""

    seq: int
    kind: str
    text: str
    pieces: list[Piece]
    preview: Preview | None
    receipt: ReceiptView | None
    program: ProgramCard | None
    said: SubscriptionCard | OrderCard | ProductCard | None
    picture: PictureCard | None
    money: dict[str, Any] | None
    is_mine: bool
    sender: str
    is_edited: bool
    answers: str
    reactions: list[tuple[str, int]]
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class ChatView:
    """older_before: the number to page from, None when these are the first messages."""

    state: dict[str, Any]
    rows: list[View]
    conversation: View
    lines: list[MessageLine]
    older_before: int | None


async def list_chats(house: House, person: Person) -> ChatList:
    async with house.database.read() as session:
        state = await _state(house, session, person)
    return ChatList(state, state["conversations"])


async def older_chats(house: House, person: Person, before_id: str) -> tuple[list[View], bool]:
    """The list behind this conversation, the newest first, and whether it goes on. Raises NotFound."""
    async with house.database.read() as session:
        last = (await require_member(session, before_id, person.id)).conversation
        found = await conversations_of(session, person.id, limit=CHATS_PER_PAGE + 1, behind=last)
        return await _views(session, found[:CHATS_PER_PAGE], person), len(found) > CHATS_PER_PAGE


async def open_chat(house: House, person: Person, conversation_id: str, *, before_seq: int | None = None) -> ChatView:
    """A conversation with its newest messages, or those before `before_seq`. Raises NotFound."""
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        state = await _state(house, session, person)
        conversation = (await _views(session, [membership.conversation], person))[0]
        found = await messages_before(
            session, conversation_id, before_seq, limit=MESSAGES_PER_PAGE, after_seq=membership.from_seq
        )
        gathered = await gather(session, found)
        reader = await reader_for(session, person, gathered.people)
    views = gathered.views(reader)
    await house.look_at_money(house.wallet, person.id, views)
    is_group = membership.conversation.kind is Kind.GROUP
    state["open"] = {"conversation": conversation, "messages": views}
    return ChatView(
        state,
        state["conversations"],
        conversation,
        [_line(one, view, reader, is_group) for one, view in zip(found, views, strict=True)],
        found[0].seq if found and found[0].seq > membership.from_seq + 1 else None,
    )


async def older_messages(house: House, person: Person, conversation_id: str, before_seq: int) -> list[View]:
    """The page of messages before `before_seq`, the oldest first. Raises NotFound."""
    return await _page(house, person, conversation_id, before_seq, older=MESSAGES_PER_PAGE, newer=0)


async def newer_messages(house: House, person: Person, conversation_id: str, after_seq: int) -> list[View]:
    """The page of messages after `after_seq`, the oldest first. Raises NotFound."""
    return await _page(house, person, conversation_id, after_seq + 1, older=0, newer=MESSAGES_PER_PAGE)


async def messages_around(house: House, person: Person, conversation_id: str, seq: int) -> list[View]:
    """A page with message `seq` in its middle, the oldest first. Raises NotFound."""
    half = MESSAGES_PER_PAGE // 2
    return await _page(house, person, conversation_id, seq, older=half, newer=half)


async def _page(house: House, person: Person, conversation_id: str, seq: int, *, older: int, newer: int) -> list[View]:
    """So many before number `seq`, and so many from it on."""
    async with house.database.read() as session:
        after = (await require_member(session, conversation_id, person.id)).from_seq
        found = await messages_before(session, conversation_id, seq, limit=older, after_seq=after) if older else []
        if newer:
            found += await messages_from(session, conversation_id, max(seq, after + 1), limit=newer)
        gathered = await gather(session, found)
        views = gathered.views(await reader_for(session, person, gathered.people))
    await house.look_at_money(house.wallet, person.id, views)
    return views


async def _state(house: House, session: AsyncSession, person: Person) -> dict[str, Any]:
    # The event number is read first: what happens in between is then told twice rather than never.
    seen = await last_event(session, person.id)
    found = await conversations_of(session, person.id, limit=CHATS_PER_PAGE + 1)
    now = house.clock.now().isoformat()
    return {
        "me": person.id,
        "now": now,
        "last_event": seen,
        "requests": await count_requests(session, person.id),
        "conversations": await _views(session, found[:CHATS_PER_PAGE], person),
        "has_older": len(found) > CHATS_PER_PAGE,
    }


async def _views(session: AsyncSession, conversations: list[Conversation], person: Person) -> list[View]:
    seen = await overview(session, conversations, person.id)
    return seen.views(await reader_for(session, person, seen.people))


_SAID = {"subscription": read_subscription, "order": read_order, "product": read_product}


def _line(message: Message, view: View, reader: Reader, is_group: bool) -> MessageLine:
    is_mine = message.sender_id == reader.person_id
    return MessageLine(
        seq=message.seq,
        kind=message.kind,
        text=message.body["text"]
        if message.kind == "text"
        else line_of(message.kind, message.body, message.sender_id, reader),
        pieces=pieces_of(message.body["text"]) if message.kind == "text" else [],
        preview=Preview(**view["preview"]) if view["preview"] else None,
        receipt=read_receipt(message.body) if message.kind == "receipt" else None,
        program=read_program(message.body) if message.kind == "program" else None,
        said=_SAID[message.kind](message.body) if message.kind in _SAID else None,
        picture=read_picture(message.body) if message.kind == "picture" else None,
        money=view["body"] if message.kind in ("transfer", "envelope", "split") else None,
        is_mine=is_mine,
        sender=view["names"].get(message.sender_id, "") if is_group and not is_mine else "",
        is_edited=view["is_edited"],
        answers=view["answers"]["line"] if view["answers"] else "",
        reactions=[(one["emoji"], len(one["people"])) for one in view["reactions"]],
        sent_at=message.sent_at,
    )
