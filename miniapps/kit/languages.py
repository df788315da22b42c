"""In which language a guest's server speaks to whom. Its program says at the login which language it speaks itself;
what the server says on its own (cards, answers in chat, descriptions of payments) is then said in the same.

A guest keeps one table, `languages_of(metadata)`, in its own database, and its words in a `Words`: word -> language ->
text, with {0}, {1} where values go."""

from collections.abc import Mapping

from sqlalchemy import Column, MetaData, String, Table, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel.ext.asyncio.session import AsyncSession

LANGUAGES = ("en", "id", "it", "ru", "uk", "zh")
Words = Mapping[str, Mapping[str, str]]


def languages_of(metadata: MetaData) -> Table:
    return Table(
        "customer_languages",
        metadata,
        Column("openid", String, primary_key=True),
        Column("language", String, nullable=False),
    )


def known(language: str) -> str:
    """One of LANGUAGES for whatever a program says of itself ("zh_CN", "it-IT"); English for what we do not speak."""
    short = language.lower().replace("_", "-").partition("-")[0]
    return short if short in LANGUAGES else "en"


async def speak(session: AsyncSession, languages: Table, openid: str, language: str) -> None:
    """From now on this person is written to in this language, or in English if we do not speak it. "" changes
    nothing."""
    if language:
        row = insert(languages).values(openid=openid, language=known(language))
        await session.execute(row.on_conflict_do_update(index_elements=["openid"], set_={"language": known(language)}))


async def language_of(session: AsyncSession, languages: Table, openid: str) -> str:
    """English for who never said."""
    wanted = select(languages.c.language).where(languages.c.openid == openid)
    return (await session.execute(wanted)).scalar() or "en"


def say(words: Words, language: str, word: str, *values: object) -> str:
    return words[word][language].format(*values)
