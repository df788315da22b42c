"""Access tokens for a program's back end. Called by web/server_api."""

from superapp.house import House
from superapp.programs import access_tokens, registry
from superapp.programs.access_tokens import AccessToken
from superapp.programs.errors import ProgramSecretWrong
from wallet.ids import new_id


async def issue(house: House, *, appid: str, appsecret: str, stable: bool, force: bool = False) -> AccessToken:
    """stable: /cgi-bin/stable_token, else /cgi-bin/token. Raises ProgramUnknown, ProgramSecretWrong,
    TokenRefreshLimited."""
    now, token_id = house.clock.now(), new_id("tok", house.clock.now(), house.chance)
    async with house.database.write() as session:
        if not await registry.secret_fits(session, appid, appsecret):
            raise ProgramSecretWrong(appid)
        await registry.lock_program(session, appid)
        if stable:
            return await access_tokens.stable_token(session, appid, appsecret, force=force, token_id=token_id, now=now)
        return await access_tokens.plain_token(session, appid, appsecret, token_id=token_id, now=now)
