"""How one person reads the others: by the names they gave them, with their pictures, in their own language. Flows build
readers for the people in a view; superapp/chat/lines.py says what a reader is."""

from collections.abc import Iterable, Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Face, Person, faces_of
from superapp.base.words import LANGUAGE_DEFAULT, translations
from superapp.chat.lines import Reader
from superapp.contacts.contacts import remarks_of


async def reader_for(session: AsyncSession, person: Person, people: Iterable[str]) -> Reader:
    """people: the ids whose names the view needs."""
    ids = set(people)
    if ids <= {person.id}:  # their own message: nobody gives themselves another name
        faces = {person.id: Face(person.name, person.picture, person.language)}
        return _reader(person.id, person.language, faces, {})
    remarks = await remarks_of(session, [person.id], sorted(ids))
    return _reader(person.id, person.language, await faces_of(session, ids), remarks.get(person.id, {}))


async def readers_for(session: AsyncSession, wanted: Mapping[str, Iterable[str]]) -> dict[str, Reader]:
    """wanted: person id -> the ids whose names their view needs. As many queries as for one reader."""
    ids = {one for people in wanted.values() for one in people}
    everybody = await faces_of(session, {*wanted, *ids})
    remarks = await remarks_of(session, sorted(wanted), sorted(ids))
    faces = {one: face for one, face in everybody.items() if one in ids}
    made: dict[str, Reader] = {}
    for person_id in wanted:
        language = everybody[person_id].language if person_id in everybody else LANGUAGE_DEFAULT
        made[person_id] = _reader(person_id, language, faces, remarks.get(person_id, {}))
    return made


def _reader(person_id: str, language: str, faces: Mapping[str, Face], remarks: Mapping[str, str]) -> Reader:
    names = {one: face.name for one, face in faces.items()} | dict(remarks)
    pictures = {one: face.picture for one, face in faces.items() if face.picture}
    words = translations(language)
    return Reader(person_id, names, pictures, words.gettext, words.ngettext, language)
