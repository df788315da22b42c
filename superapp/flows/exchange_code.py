"""`/sns/jscode2session`: a program's back end shows its secret and a login code, and learns who logged in. The only
way on which a session key leaves the server. Called by web/server_api."""

from dataclasses import dataclass, field

from superapp.house import House
from superapp.programs import login_codes, openids, registry
from superapp.programs.errors import ProgramSecretWrong


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """session_key: kept out of `repr`, so that no log line can carry it."""

    openid: str
    unionid: str
    session_key: str = field(repr=False)


async def exchange(house: House, *, appid: str, appsecret: str, code: str) -> LoggedIn:
    """Use the code up. Raises ProgramUnknown, ProgramSecretWrong, LoginCodeInvalid.

    The secret is checked first: whoever has only a code learns nothing and uses nothing up.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        program = await registry.get_program(session, appid)
        if not await registry.secret_fits(session, appid, appsecret):
            raise ProgramSecretWrong(appid)
        person_id = await login_codes.use_code(session, code, appid, now=now)
        known = await openids.known_as(session, person_id, appid, now=now, chance=house.chance)
        unionid = await openids.unionid_of(session, person_id, program.developer_id, now=now, chance=house.chance)
    return LoggedIn(known.openid, unionid, known.session_key)
