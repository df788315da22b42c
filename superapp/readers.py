"""How one person reads the others: by the names they gave them, with their pictures, in their own language. Flows build
readers for the people in a view; superapp/chat/lines.py says what a reader is."""

from collections.abc import Iterable, Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, languages_of, names_of, pictures_of
from superapp.base.words import LANGUAGE_DEFAULT, translations
from superapp.chat.lines import Reader
from superapp.contacts.contacts import remarks_of


async def reader_for(session: AsyncSession, person: Person, people: Iterable[str]) -> Reader:
    """people: the ids whose names the view needs."""
    return (await _readers(session, {person.id: person.language}, set(people)))[person.id]


async def readers_for(session: AsyncSession, wanted: Mapping[str, Iterable[str]]) -> dict[str, Reader]:
    """wanted: person id -> the ids whose names their view needs. As many queries as for one reader, and one more."""
    languages = await languages_of(session, list(wanted))
    of_all = {one: languages.get(one, LANGUAGE_DEFAULT) for one in wanted}
    return await _readers(session, of_all, {one for people in wanted.values() for one in people})


async def _readers(session: AsyncSession, languages: Mapping[str, str], people: set[str]) -> dict[str, Reader]:
    ids = sorted(people)
    names, pictures = await names_of(session, ids), await pictures_of(session, ids)
    remarks = await remarks_of(session, sorted(languages), ids)
    made: dict[str, Reader] = {}
    for person_id, language in languages.items():
        words = translations(language)
        called = names | remarks[person_id] if person_id in remarks else names
        made[person_id] = Reader(person_id, called, pictures, words.gettext, words.ngettext, language)
    return made
