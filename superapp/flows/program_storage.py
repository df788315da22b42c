"""`wx.setStorage` and its kin: what a program keeps for a person, on the server. Called by web/bridge; each returns
the bytes of all keys afterwards."""

from superapp.house import House
from superapp.programs import storage
from superapp.programs.sessions import ProgramSession


async def set_value(house: House, program_session: ProgramSession, key: str, data: str) -> int:
    """data: JSON text. Raises StorageFull."""
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        return await storage.set_value(session, *mine, key, data, now=house.clock.now())


async def remove_value(house: House, program_session: ProgramSession, key: str) -> int:
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        return await storage.remove_value(session, *mine, key)


async def clear_values(house: House, program_session: ProgramSession) -> int:
    async with house.database.write() as session:
        await storage.clear_values(session, program_session.person_id, program_session.appid)
    return 0
