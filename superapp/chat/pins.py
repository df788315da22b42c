"""Messages that stand above a conversation's thread until somebody takes them down: few, and for everybody who can read
them. In a chat of two either side pins, in a group its owner and admins. flows/pin_message calls it and wakes the
members after its commit; the numbers of the pinned ones are kept with the conversation, so that a list of chats asks
nothing more for them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.errors import NotFound
from superapp.base.words import N_
from superapp.chat.cards import Notice
from superapp.chat.conversations import ConversationRow, lock, readers_of, require_member
from superapp.chat.errors import CannotChange, NotForYou, PinsFull
from superapp.chat.kinds import Kind, Role
from superapp.chat.messages import MessageRow, append
from superapp.realtime.events import record
from wallet.ports import Chance

PINS_MAX = 5


async def pin(
    session: AsyncSession, conversation_id: str, seq: int, person_id: str, *, now: datetime, chance: Chance
) -> None:
    """A notice in the thread says who did it. A second time changes nothing.

    Raises NotFound, NotForYou, CannotChange (a notice, what was taken back, a chat of another kind), PinsFull.
    """
    row = await _pinning(session, conversation_id, seq, person_id)
    message = await session.get(MessageRow, (conversation_id, seq), populate_existing=True)
    if message is None:
        raise NotFound("message")
    if message.kind in {"unsent", "notice"}:
        raise CannotChange(message.kind)
    if seq in row.pins:
        return
    if len(row.pins) >= PINS_MAX:
        raise PinsFull(PINS_MAX)
    row.pins = [*row.pins, seq]
    session.add(row)
    await session.flush()
    notice = Notice("pinned", [], "").body()
    await append(session, conversation_id, person_id, "notice", notice, client_id=None, now=now, chance=chance)


async def unpin(session: AsyncSession, conversation_id: str, seq: int, person_id: str, *, now: datetime) -> None:
    """Whoever may pin takes down what anybody pinned. Raises NotFound, NotForYou, CannotChange."""
    row = await _pinning(session, conversation_id, seq, person_id)
    if _take_down(session, row, seq):
        await session.flush()
        readers = await readers_of(session, conversation_id, seq)
        await record(session, readers, "pins", {"conversation_id": conversation_id}, now=now)


async def forget_pin(session: AsyncSession, conversation_id: str, seq: int) -> None:
    """The message was taken back; whoever is told of that sees the bar without it."""
    row = await lock(session, conversation_id)
    if row is not None:
        _take_down(session, row, seq)


async def _pinning(session: AsyncSession, conversation_id: str, seq: int, person_id: str) -> ConversationRow:
    """The conversation, locked, for somebody who may pin what they can read."""
    row = await lock(session, conversation_id)
    member = await require_member(session, conversation_id, person_id)
    if row is None or seq <= member.from_seq:
        raise NotFound("message")
    if member.conversation.kind not in {Kind.DIRECT, Kind.GROUP}:
        raise CannotChange(str(member.conversation.kind))
    if member.conversation.kind is Kind.GROUP and member.role is Role.MEMBER:
        raise NotForYou(N_("admins"))
    return row


def _take_down(session: AsyncSession, row: ConversationRow, seq: int) -> bool:
    if seq not in row.pins:
        return False
    row.pins = [one for one in row.pins if one != seq]
    session.add(row)
    return True
