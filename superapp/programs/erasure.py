"""What programs' rooms know of one person, removed at once. Openids stay: orders in the ledger name them, and only
programs can tell whose they were. Called by flows/leave_for_good."""

from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.programs import order_pages, program_threads
from superapp.programs.cashier_links import CashierLinkRow
from superapp.programs.consents import ConsentRow
from superapp.programs.login_codes import LoginCodeRow
from superapp.programs.pins import ProgramPinRow
from superapp.programs.ratings import RatingRow
from superapp.programs.sessions import ProgramSessionRow
from superapp.programs.storage import StoredRow
from superapp.programs.subscriptions import SubscriptionRow


async def forget_person(session: AsyncSession, person_id: str) -> None:
    kept = (CashierLinkRow, ConsentRow, LoginCodeRow, ProgramSessionRow, StoredRow, SubscriptionRow)
    for table in (*kept, ProgramPinRow, RatingRow):
        await session.exec(delete(table).where(col(table.person_id) == person_id))
    await program_threads.forget_person(session, person_id)
    await order_pages.forget_person(session, person_id)
