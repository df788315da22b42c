"""What programs' rooms keep of one person, for that person to take away: what each program stored, what it may do,
which messages it may send. Called by flows/export_data; the counterpart of `erasure`."""

from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs.consents import ConsentRow, consents_of
from superapp.programs.storage import StoredRow, read_storage
from superapp.programs.subscriptions import SubscriptionRow, subscriptions_of


async def programs_that_know(session: AsyncSession, person_id: str) -> list[str]:
    """Their appids, in order."""
    found = set[str]()
    for table in (ConsentRow, StoredRow, SubscriptionRow):
        found |= set(await session.exec(select(table.appid).where(col(table.person_id) == person_id).distinct()))
    return sorted(found)


async def copy_of(session: AsyncSession, person_id: str, appid: str) -> dict[str, Any]:
    """stored: key -> JSON text, as the program wrote it; allowed: scope -> yes or no; messages: template -> its answer
    and how many the program may still send."""
    return {
        "stored": (await read_storage(session, person_id, appid)).keys,
        "allowed": await consents_of(session, person_id, appid),
        "messages": {
            one.template_id: {"choice": one.choice, "left": one.credits}
            for one in await subscriptions_of(session, person_id, appid)
        },
    }
