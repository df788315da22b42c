"""The person's own notes that programs ask for: addresses, invoice titles, plates, places, phone numbers. The host's
sheets list, add, change and remove them; a program gets only the one that was chosen. Called by web/bridge."""

from superapp.accounts import details
from superapp.accounts.details import Detail
from superapp.house import House
from superapp.programs.sessions import ProgramSession

KINDS = frozenset(details.KINDS)


async def list_details(house: House, program_session: ProgramSession, kind: str) -> list[Detail]:
    async with house.database.read() as session:
        return await details.details_of(session, program_session.person_id, kind)


async def save(
    house: House, program_session: ProgramSession, kind: str, fields: dict[str, str], detail_id: str
) -> Detail:
    """detail_id: "" for a new one. Raises DetailInvalid, NotFound."""
    async with house.database.write() as session:
        return await details.save_detail(
            session,
            program_session.person_id,
            kind,
            fields,
            detail_id=detail_id or None,
            now=house.clock.now(),
            chance=house.chance,
        )


async def use(house: House, program_session: ProgramSession, detail_id: str) -> Detail:
    """Raises NotFound."""
    async with house.database.write() as session:
        return await details.use_detail(session, program_session.person_id, detail_id, now=house.clock.now())


async def remove(house: House, program_session: ProgramSession, detail_id: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        await details.remove_detail(session, program_session.person_id, detail_id)
