"""A person has a program forget them: what it stored, what they allowed it, which messages they wanted. The openid
stays, because the program's back end knows them by it. Called by web/bridge."""

from superapp.house import House
from superapp.programs import consents, storage, subscriptions
from superapp.programs.sessions import ProgramSession


async def forget(house: House, program_session: ProgramSession) -> None:
    mine = (program_session.person_id, program_session.appid)
    async with house.database.write() as session:
        await storage.clear_values(session, *mine)
        await consents.forget_consents(session, *mine)
        await subscriptions.forget_subscriptions(session, *mine)
