"""How one person reads the others: by the names they gave them, with their pictures, in their own language. Flows build
a reader for the people in a view; superapp/chat/lines.py says what it is."""

from collections.abc import Iterable

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, names_of, pictures_of
from superapp.base.words import translations
from superapp.chat.lines import Reader
from superapp.contacts.contacts import with_remarks


async def reader_for(session: AsyncSession, person: Person, people: Iterable[str]) -> Reader:
    """people: the ids whose names the view needs."""
    wanted = sorted(set(people))
    names = await with_remarks(session, person.id, await names_of(session, wanted))
    words = translations(person.language)
    return Reader(person.id, names, await pictures_of(session, wanted), words.gettext, words.ngettext, person.language)
