"""Which message templates a program has: its server asks by its access token, its developer in the console. Called by
web/server_api and web/console."""

from dataclasses import dataclass

from superapp.house import House
from superapp.programs import access_tokens, message_push, message_templates, registry
from superapp.programs.message_library import KEYWORDS_MAX, KEYWORDS_MIN, LIBRARY, Keyword, Title, find_title
from superapp.programs.message_push import MessagePush
from superapp.programs.message_templates import Template
from superapp.programs.registry import CATEGORIES, Program

__all__ = ["CATEGORIES", "KEYWORDS_MAX", "KEYWORDS_MIN", "LIBRARY", "Keyword", "Template", "Title", "find_title"]


@dataclass(frozen=True, slots=True)
class Messages:
    """What the console shows of a program. push: where its server is told what people write, if anywhere."""

    program: Program
    templates: list[Template]
    push: MessagePush | None
    library: tuple[Title, ...]
    keywords_max: int = KEYWORDS_MAX


async def choose(house: House, access_token: str, tid: int, kids: list[int], *, scene: str) -> Template:
    """Raises AccessTokenInvalid, TemplateChoiceInvalid, TooManyTemplates."""
    now = house.clock.now()
    async with house.database.write() as session:
        appid = await access_tokens.require_program(session, access_token, now=now)
        return await message_templates.choose(session, appid, tid, kids, scene=scene, now=now)


async def list_chosen(house: House, access_token: str) -> list[Template]:
    """Raises AccessTokenInvalid."""
    async with house.database.read() as session:
        appid = await access_tokens.require_program(session, access_token, now=house.clock.now())
        return await message_templates.templates_of(session, appid)


async def require_program(house: House, access_token: str) -> Program:
    """Whose token it is. Raises AccessTokenInvalid."""
    async with house.database.read() as session:
        appid = await access_tokens.require_program(session, access_token, now=house.clock.now())
        return await registry.get_program(session, appid)


async def drop(house: House, access_token: str, template_id: str) -> None:
    """Raises AccessTokenInvalid, TemplateUnknown."""
    async with house.database.write() as session:
        appid = await access_tokens.require_program(session, access_token, now=house.clock.now())
        await message_templates.drop(session, appid, template_id)


async def show(house: House, developer_id: str, appid: str) -> Messages:
    """Raises ProgramUnknown, ProgramNotYours."""
    async with house.database.read() as session:
        program = await registry.require_owner(session, appid, developer_id)
        chosen = await message_templates.templates_of(session, appid)
        return Messages(program, chosen, await message_push.find_push(session, appid), LIBRARY)


async def choose_as_developer(house: House, developer_id: str, appid: str, tid: int, kids: list[int]) -> Template:
    """Raises ProgramUnknown, ProgramNotYours, TemplateChoiceInvalid, TooManyTemplates."""
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        return await message_templates.choose(session, appid, tid, kids, scene="", now=house.clock.now())


async def drop_as_developer(house: House, developer_id: str, appid: str, template_id: str) -> None:
    """Raises ProgramUnknown, ProgramNotYours, TemplateUnknown."""
    async with house.database.write() as session:
        await registry.require_owner(session, appid, developer_id)
        await message_templates.drop(session, appid, template_id)
