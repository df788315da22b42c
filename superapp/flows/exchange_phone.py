"""`/wxa/business/getuserphonenumber`: a program's back end shows its access token and a phone code, and learns the
number the person gave. Called by web/server_api."""

from typing import Any

from superapp.house import House
from superapp.programs import access_tokens, phone_codes
from superapp.programs.errors import AccessTokenInvalid


async def exchange(house: House, *, access_token: str, code: str) -> dict[str, Any]:
    """The platform's `phone_info`. The code is used up. Raises AccessTokenInvalid, LoginCodeInvalid."""
    now = house.clock.now()
    async with house.database.write() as session:
        appid = await access_tokens.find_token(session, access_token, now=now) if access_token else None
        if appid is None:
            raise AccessTokenInvalid
        country, number = await phone_codes.use_code(session, code, appid, now=now)
    whole = number if country == "86" else f"+{country}{number}"
    mark = {"timestamp": int(now.timestamp()), "appid": appid}
    return {"phoneNumber": whole, "purePhoneNumber": number, "countryCode": country, "watermark": mark}
