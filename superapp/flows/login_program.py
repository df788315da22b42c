"""`wx.login` and `wx.checkSession`: a program asks for a code that only its own back end can trade. Called by
web/bridge."""

from superapp.house import House
from superapp.programs import login_codes, openids
from superapp.programs.sessions import ProgramSession


async def log_in(house: House, program_session: ProgramSession) -> str:
    """A login code: one use, five minutes, this program."""
    now, appid, person_id = house.clock.now(), program_session.appid, program_session.person_id
    async with house.database.write() as session:
        # Renews a session key that is past its life, so that the code leads to a living one.
        await openids.known_as(session, person_id, appid, now=now, chance=house.chance)
        return await login_codes.issue_code(session, person_id, appid, now=now, chance=house.chance)


async def session_lives(house: House, program_session: ProgramSession) -> bool:
    async with house.database.read() as session:
        return await openids.session_key_lives(
            session, program_session.person_id, program_session.appid, now=house.clock.now()
        )
