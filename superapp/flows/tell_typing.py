"""Somebody is writing: said to the other open pages of a conversation at once, and never kept. Called by
web/pages/chat."""

from superapp.accounts.people import Person
from superapp.chat.conversations import members_of, require_member
from superapp.chat.kinds import Kind
from superapp.contacts.reach import standing
from superapp.house import House


async def tell_typing(house: House, person: Person, conversation_id: str) -> None:
    """Whom the person could not write to is not told either. Raises NotFound."""
    async with house.database.read() as session:
        membership = await require_member(session, conversation_id, person.id)
        if not membership.can_write:
            return
        others = [one for one in (await members_of(session, [conversation_id]))[conversation_id] if one != person.id]
        is_direct = membership.conversation.kind is Kind.DIRECT
        if is_direct and others and not (await standing(session, person.id, others[0])).may_write:
            return
    house.hub.whisper(others, conversation_id, person.id)
