"""The person's own notes that programs ask for: addresses, invoice titles, plates, places, phone numbers. The host's
sheets list, add, change and remove them; a program gets only the one that was chosen. Called by web/bridge."""

from superapp.accounts import details
from superapp.accounts.details import Detail
from superapp.accounts.numbers import CONFIRMED, number_of
from superapp.base.errors import NotFound
from superapp.house import House
from superapp.programs.sessions import ProgramSession

KINDS = frozenset(details.KINDS)


async def list_details(house: House, program_session: ProgramSession, kind: str) -> list[Detail]:
    """The last used first; of numbers the confirmed one before all others."""
    async with house.database.read() as session:
        kept = await details.details_of(session, program_session.person_id, kind)
        held = await number_of(session, program_session.person_id) if kind == "phone" else None
    return [Detail(CONFIRMED, kind, _fields(*held.parts)), *kept] if held else kept


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
    if detail_id == CONFIRMED:
        async with house.database.read() as session:
            held = await number_of(session, program_session.person_id)
        if held is None:
            raise NotFound("detail")
        return Detail(CONFIRMED, "phone", _fields(*held.parts))
    async with house.database.write() as session:
        return await details.use_detail(session, program_session.person_id, detail_id, now=house.clock.now())


async def remove(house: House, program_session: ProgramSession, detail_id: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        await details.remove_detail(session, program_session.person_id, detail_id)


def _fields(country_code: str, number: str) -> dict[str, str]:
    return {"countryCode": country_code, "purePhoneNumber": number}
