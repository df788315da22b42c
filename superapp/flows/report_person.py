"""A person tells the operators about another one, with the message it is about. Called by web/pages/people."""

from superapp.accounts.people import Person, get_person
from superapp.base.errors import NotFound
from superapp.chat.conversations import require_member
from superapp.chat.lines import Reader, line_of
from superapp.chat.messages import some_messages
from superapp.house import House
from superapp.safety import reports


async def report(
    house: House, person: Person, about_id: str, cause: str, words: str, *, conversation_id: str = "", seq: int = 0
) -> None:
    """conversation_id, seq: the message it is about, which must be theirs and be readable to this person.

    Raises NotFound, ReportInvalid.
    """
    async with house.database.write() as session:
        await get_person(session, about_id)
        evidence = None
        if conversation_id:
            membership = await require_member(session, conversation_id, person.id)
            message = (await some_messages(session, {(conversation_id, seq)})).get((conversation_id, seq))
            if message is None or seq <= membership.from_seq or message.sender_id != about_id:
                raise NotFound("message")
            # Operators read English where nothing was written.
            line = line_of(message.kind, message.body, about_id, Reader(person.id, {}))
            said = str(message.body["text"]) if message.kind == "text" else line
            evidence = (conversation_id, seq, said)
        await reports.report(
            session,
            person.id,
            about_id,
            reports.Cause(cause),
            words,
            evidence=evidence,
            now=house.clock.now(),
            chance=house.chance,
        )
