"""The message templates a program has chosen from the library. Choosing the same keywords in the same order again is
the same template, so a back end may ask for its own at every start. Called by flows/choose_templates and by the flows
that ask people and send."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.message_errors import TemplateChoiceInvalid, TemplateUnknown, TooManyTemplates
from superapp.programs.message_library import KEYWORDS_MAX, KEYWORDS_MIN, Keyword, Title, find_title
from superapp.storage.database import HostTable, UtcDateTime
from superapp.storage.inserting import insert_new

TEMPLATES_MAX = 50
"""Of one program; the platform's own bound."""


class MessageTemplateRow(HostTable, table=True):
    __tablename__ = "message_templates"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (UniqueConstraint("appid", "tid", "kids", name="one_template_per_choice"),)

    id: str = Field(primary_key=True, max_length=43)
    appid: str = Field(index=True, max_length=18)
    tid: int
    kids: str = Field(max_length=60)
    scene: str = Field(sa_type=Text)
    chosen_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Template:
    """id: 43 letters, as long as the platform's. keywords: in the developer's order. scene: what it is for, in the
    developer's words, for reviewers."""

    id: str
    appid: str
    title: Title
    keywords: tuple[Keyword, ...]
    scene: str


async def choose(
    session: AsyncSession, appid: str, tid: int, kids: list[int], *, scene: str, now: datetime
) -> Template:
    """Raises TemplateChoiceInvalid, TooManyTemplates."""
    title = find_title(tid)
    if title is None:
        raise TemplateChoiceInvalid("title")
    distinct = len(set(kids)) == len(kids) and all(title.keyword(kid) for kid in kids)
    if not distinct or not KEYWORDS_MIN <= len(kids) <= KEYWORDS_MAX:
        raise TemplateChoiceInvalid("keywords")
    template_id = _id_of(appid, tid, kids)
    if await session.get(MessageTemplateRow, template_id) is None:
        count = select(func.count()).where(MessageTemplateRow.appid == appid)
        if (await session.exec(count)).one() >= TEMPLATES_MAX:
            raise TooManyTemplates(TEMPLATES_MAX)
    values = {"id": template_id, "appid": appid, "tid": tid, "kids": json.dumps(kids), "scene": scene[:200]}
    await insert_new(session, MessageTemplateRow, values | {"chosen_at": now})
    return _template(await session.get_one(MessageTemplateRow, template_id))


async def templates_of(session: AsyncSession, appid: str) -> list[Template]:
    """The oldest first."""
    chosen = select(MessageTemplateRow).where(MessageTemplateRow.appid == appid)
    rows = await session.exec(chosen.order_by(col(MessageTemplateRow.chosen_at), col(MessageTemplateRow.id)))
    return [_template(row) for row in rows]


async def get_template(session: AsyncSession, appid: str, template_id: str) -> Template:
    """Raises TemplateUnknown, also for another program's."""
    row = await session.get(MessageTemplateRow, template_id)
    if row is None or row.appid != appid:
        raise TemplateUnknown(template_id[:64])
    return _template(row)


async def drop(session: AsyncSession, appid: str, template_id: str) -> None:
    """Raises TemplateUnknown. What people have agreed to is kept: the same choice later is the same template."""
    mine = (col(MessageTemplateRow.id) == template_id, col(MessageTemplateRow.appid) == appid)
    if (await session.exec(delete(MessageTemplateRow).where(*mine))).rowcount != 1:
        raise TemplateUnknown(template_id[:64])


def _id_of(appid: str, tid: int, kids: list[int]) -> str:
    whole = hashlib.sha256(f"{appid}:{tid}:{','.join(map(str, kids))}".encode()).hexdigest()
    return f"tmpl-{whole[:38]}"


def _template(row: MessageTemplateRow) -> Template:
    title = find_title(row.tid)
    assert title is not None, "a title of the library is never taken out of it"
    chosen = tuple(found for kid in json.loads(row.kids) if (found := title.keyword(kid)))
    return Template(row.id, row.appid, title, chosen, row.scene)
