"""Everything the accounts room knows of one person, removed at once. Called by flows/leave_for_good."""

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.details import DetailRow
from superapp.accounts.developer_tokens import DeveloperTokenRow
from superapp.accounts.number_codes import NumberCodeRow
from superapp.accounts.numbers import NumberRow
from superapp.accounts.open_links import OpenLinkRow
from superapp.accounts.passkeys import PasskeyRow
from superapp.accounts.passwords import PasswordRow
from superapp.accounts.people import PersonRoleRow, PersonRow
from superapp.accounts.sessions import SessionRow


async def forget_person(session: AsyncSession, person_id: str) -> None:
    """The handle is free again; whoever looks the person up finds nobody."""
    own = (DetailRow, DeveloperTokenRow, NumberCodeRow, NumberRow, OpenLinkRow, PasskeyRow, PasswordRow, SessionRow)
    for table in (*own, PersonRoleRow):
        await session.exec(delete(table).where(col(table.person_id) == person_id))
    await session.exec(delete(PersonRow).where(col(PersonRow.id) == person_id))
