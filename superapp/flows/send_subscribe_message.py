"""`/cgi-bin/message/subscribe/send`: a program sends one of the messages a person agreed to. The credit and the message
go in one transaction, so a credit is used exactly when there is a message. Called by web/server_api; after the commit
the person is woken."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from superapp.base.lines import clean_line
from superapp.base.words import sayer
from superapp.chat.conversations import lock
from superapp.chat.messages import append, find_by_client_id
from superapp.chat.program_cards import SubscriptionCard
from superapp.house import House
from superapp.programs import access_tokens, consents, message_templates, openids, subscriptions
from superapp.programs.consents import SUBSCRIPTIONS
from superapp.programs.message_errors import MessageArgumentInvalid, MessageNotWanted, OpenidUnknown
from superapp.programs.message_templates import Template
from superapp.programs.message_values import fits
from superapp.programs.subscriptions import Subscription
from superapp.speaking import message_number, page_path, speaking
from wallet.ids import new_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """data: keyword -> value. client_msg_id: ours, not the platform's: a repeated one is the first message again and
    uses nothing up; "" for none."""

    openid: str
    template_id: str
    page: str
    data: Mapping[str, str]
    client_msg_id: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """remaining: messages of this template that are still owed."""

    number: int
    remaining: int


async def send(house: House, access_token: str, wanted: Wanted) -> Sent:
    """Raises AccessTokenInvalid, OpenidUnknown, TemplateUnknown, MessageArgumentInvalid, PageUnknown, MessageNotWanted,
    ClientIdReused."""
    now = house.clock.now()
    name = f"sub:{_short(wanted.client_msg_id) if wanted.client_msg_id else new_id('say', now, house.chance)}"
    async with house.database.write() as session:
        to = await speaking(session, house, access_token=access_token, openid=wanted.openid, now=now)
        appid, me = to.program.appid, to.person.id
        template = await message_templates.get_template(session, appid, wanted.template_id)
        body = SubscriptionCard(
            appid=appid,
            name=to.program.name,
            title=sayer(to.person.language)(template.title.title),
            lines=_lines(template, wanted.data, to.person.language),
            path=await page_path(session, appid, wanted.page),
        ).body()
        # Whoever repeats a message waits here for the first one, before anything is used up.
        await lock(session, to.thread.id)
        if await find_by_client_id(session, to.thread.id, None, name) is None:
            if not (await consents.consents_of(session, me, appid)).get(SUBSCRIPTIONS, True):
                raise MessageNotWanted("switched_off")
            await subscriptions.take_credit(session, me, appid, template.id)
        message = await append(
            session, to.thread.id, None, "subscription", body, client_id=name, now=now, chance=house.chance
        )
        left = _left(await subscriptions.subscriptions_of(session, me, appid), template.id)
    house.hub.publish(me)
    return Sent(message_number(message), left)


async def owed(house: House, access_token: str, openid: str) -> list[Subscription]:
    """What a person has said to each template of the program, and how many messages are owed. The platform keeps this
    to itself. Raises AccessTokenInvalid, OpenidUnknown."""
    async with house.database.read() as session:
        appid = await access_tokens.require_program(session, access_token, now=house.clock.now())
        person_id = await openids.find_person(session, appid, openid)
        if person_id is None:
            raise OpenidUnknown()
        return await subscriptions.subscriptions_of(session, person_id, appid)


def _lines(template: Template, data: Mapping[str, str], language: str) -> list[list[str]]:
    """[label, value] in the template's order; keywords it does not have are not shown. Raises
    MessageArgumentInvalid."""
    say, lines = sayer(language), list[list[str]]()
    for keyword in template.keywords:
        value = clean_line(data.get(keyword.name, ""))
        if not fits(keyword.name, value):
            raise MessageArgumentInvalid(f"data.{keyword.name}.value")
        lines.append([say(keyword.label), value])
    return lines


def _left(found: list[Subscription], template_id: str) -> int:
    return next((one.credits for one in found if one.template_id == template_id), 0)


def _short(client_msg_id: str) -> str:
    return hashlib.sha256(client_msg_id.encode()).hexdigest()[:40]
