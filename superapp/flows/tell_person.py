"""Who the person is, as far as they allow: a name or the platform's nameless one, and a phone number they chose. Each
comes in the open for the page, and signed and encrypted for the program's back end. Called by web/bridge."""

import base64
import zlib
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts import details
from superapp.accounts.numbers import CONFIRMED, number_of
from superapp.accounts.people import get_person
from superapp.base.errors import HostError, NotFound
from superapp.house import House
from superapp.programs import consents, openids, phone_codes, registry
from superapp.programs.openids import Known
from superapp.programs.sealed import sealed, signed
from superapp.programs.sessions import ProgramSession

# What the platform gives since 2022 to everybody who was not asked; programs compare with this very name.
NAMELESS = "微信用户"
_LANGUAGES = {"zh": "zh_TW"}
_GREY = "#c9c2ba"
_COLOURS = ("#b63f15", "#1b6a45", "#2f5d8a", "#7c5000", "#6a3d7c", "#a5183a")


@dataclass(eq=False)
class PhoneUnverified(HostError):
    """This host hands out only numbers that somebody has verified, and it has no such number of this person."""

    code: ClassVar[str] = "phone_unverified"


async def user_info(house: House, program_session: ProgramSession, *, named: bool, secret: bool) -> dict[str, Any]:
    """{userInfo, rawData, signature, encryptedData, iv} in the platform's fields.

    named: the person's name instead of the nameless one. secret: with openid and unionid, encrypted; otherwise the
    last three are left out. Raises ConsentMissing (named, and not allowed).
    """
    appid, person_id = program_session.appid, program_session.person_id
    async with house.database.write() as session:
        if named:
            await consents.require_consent(session, person_id, appid, "scope.userInfo")
        person = await get_person(session, person_id)
        known, unionid = await _known(house, session, program_session)
    name = person.name if named else NAMELESS
    shown = {
        "nickName": name,
        "gender": 0,
        "language": _LANGUAGES.get(person.language, "en"),
        "city": "",
        "province": "",
        "country": "",
        "avatarUrl": avatar(name, person_id if named else ""),
    }
    told: dict[str, Any] = {"userInfo": shown} | signed(shown, known)
    if not secret:
        return {"userInfo": shown, "rawData": told["rawData"]}
    whole = {"openId": known.openid} | shown | {"unionId": unionid}
    return told | sealed(whole, known, now=house.clock.now(), chance=house.chance)


async def phone_number(house: House, program_session: ProgramSession, detail_id: str) -> dict[str, str]:
    """{code, encryptedData, iv} for the number the person chose. Raises NotFound, PhoneUnverified.

    Back ends take this number for one that the platform has verified and sign people in by it. So the one the person
    has confirmed here is given out, and another one only when the operator said that this is fine, as in the demo.
    """
    now, person_id = house.clock.now(), program_session.person_id
    if detail_id != CONFIRMED and not (house.settings.demo or house.settings.unverified_phone_numbers):
        raise PhoneUnverified
    async with house.database.write() as session:
        if detail_id == CONFIRMED:
            held = await number_of(session, person_id)
            if held is None:
                raise NotFound("detail")
            country, number = held.parts
        else:
            chosen = await details.use_detail(session, person_id, detail_id, now=now)
            country, number = chosen.fields["countryCode"], chosen.fields["purePhoneNumber"]
        code = await phone_codes.issue_code(
            session, program_session.appid, country, number, now=now, chance=house.chance
        )
        known, _ = await _known(house, session, program_session)
    return {"code": code} | sealed(phone_facts(country, number), known, now=now, chance=house.chance)


def phone_facts(country_code: str, number: str) -> dict[str, str]:
    """The platform leaves the country out of a number of its own country."""
    whole = number if country_code == "86" else f"+{country_code}{number}"
    return {"phoneNumber": whole, "purePhoneNumber": number, "countryCode": country_code}


def avatar(name: str, seed: str) -> str:
    """A picture as a data address: the frame of a program loads nothing from elsewhere. seed: "" is the grey one."""
    colour = _COLOURS[zlib.crc32(seed.encode()) % len(_COLOURS)] if seed else _GREY
    letter = next((one for one in name if one.isalnum()), "") if seed else ""
    shape = (
        f'<text x="66" y="88" font-size="62" font-family="sans-serif" text-anchor="middle" fill="#fff">{letter}</text>'
        if letter
        else '<circle cx="66" cy="52" r="24" fill="#fff"/><path d="M22 132a44 44 0 0 1 88 0z" fill="#fff"/>'
    )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 132 132" width="132" height="132">'
        f'<rect width="132" height="132" fill="{colour}"/>{shape}</svg>'
    )
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


async def _known(house: House, session: AsyncSession, program_session: ProgramSession) -> tuple[Known, str]:
    now, person_id, appid = house.clock.now(), program_session.person_id, program_session.appid
    program = await registry.get_program(session, appid)
    known = await openids.known_as(session, person_id, appid, now=now, chance=house.chance)
    return known, await openids.unionid_of(session, person_id, program.developer_id, now=now, chance=house.chance)
