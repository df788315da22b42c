"""The bridge about the person: consent, who they are, what they keep, sharing, and the program's own facts. The host
page calls these for its sheets, after the person chose; a program reaches them only through an ability of the host.
Called by calls.py. The same shapes for TypeScript: superapp/browser/runtime/protocol/server.ts."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from superapp.flows import (
    ask_consent,
    ask_program,
    describe_program,
    forget_program,
    keep_details,
    share_program,
    tell_person,
)
from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge.api import Answer, Api, ArgumentRefused
from superapp.web.bridge.arguments import Argument, Nothing

Id = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_:-]*$")]
TemplateId = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
FieldText = Annotated[str, StringConstraints(max_length=1000)]
Choice = Literal["accept", "reject"]


class ConsentArgument(Argument):
    scope: str = Field(max_length=40)
    granted: bool


class UserInfoArgument(Argument):
    named: bool
    secret: bool = True


class IdArgument(Argument):
    id: Id = Field(min_length=1)


class KindArgument(Argument):
    kind: str = Field(max_length=16)


class DetailArgument(KindArgument):
    """id: "" for a new one."""

    id: Id = ""
    fields: dict[Annotated[str, StringConstraints(max_length=40)], FieldText] = Field(max_length=16)


class SubscribeArgument(Argument):
    """keep: do not ask again."""

    answers: dict[TemplateId, Choice] = Field(min_length=1, max_length=ask_consent.TEMPLATES_AT_ONCE_MAX)
    keep: bool


class KeepArgument(Argument):
    template_id: TemplateId
    choice: Choice


class TemplatesArgument(Argument):
    ids: list[TemplateId] = Field(min_length=1, max_length=ask_consent.TEMPLATES_AT_ONCE_MAX)


class ContactCard(Argument):
    """price: in the smallest unit; 0 for none."""

    title: str = Field(max_length=500)
    path: str = Field(max_length=2048)
    image: str = Field(default="", max_length=500)
    price: int = Field(default=0, ge=0, le=10**12)


class ContactArgument(Argument):
    """session_from: what the program says about where the person comes from."""

    session_from: str = Field(default="", max_length=1000)
    card: ContactCard | None = None


class ShareArgument(Argument):
    conversation_id: Id = Field(min_length=1)
    client_id: Id = Field(min_length=1)
    title: str = Field(max_length=500)
    path: str = Field(max_length=2048)
    image: str = Field(default="", max_length=500)
    price: int = Field(default=0, ge=0, le=10**12)


class AppidArgument(Argument):
    appid: str = Field(max_length=32)


async def _get_setting(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    told = await ask_consent.tell(house, session)
    kept = {one.template_id: one.choice for one in told.subscriptions if one.is_kept}
    return {"scopes": told.scopes, "wants_messages": told.wants_messages, "kept": kept}


async def _set_consent(house: House, session: ProgramSession, arg: ConsentArgument) -> Answer:
    if arg.scope not in ask_consent.SCOPES:
        raise ArgumentRefused("invalid scope")
    await ask_consent.decide(house, session, arg.scope, arg.granted)
    return {}


async def _get_user_info(house: House, session: ProgramSession, arg: UserInfoArgument) -> Answer:
    return await tell_person.user_info(house, session, named=arg.named, secret=arg.secret)


async def _get_phone_number(house: House, session: ProgramSession, arg: IdArgument) -> Answer:
    return dict(await tell_person.phone_number(house, session, arg.id))


async def _list_details(house: House, session: ProgramSession, arg: KindArgument) -> Answer:
    if arg.kind not in keep_details.KINDS:
        raise ArgumentRefused("invalid kind")
    found = await keep_details.list_details(house, session, arg.kind)
    return {"details": [{"id": one.id, "fields": one.fields} for one in found]}


async def _save_detail(house: House, session: ProgramSession, arg: DetailArgument) -> Answer:
    saved = await keep_details.save(house, session, arg.kind, arg.fields, arg.id)
    return {"id": saved.id, "fields": saved.fields}


async def _use_detail(house: House, session: ProgramSession, arg: IdArgument) -> Answer:
    return {"fields": (await keep_details.use(house, session, arg.id)).fields}


async def _remove_detail(house: House, session: ProgramSession, arg: IdArgument) -> Answer:
    await keep_details.remove(house, session, arg.id)
    return {}


async def _answer_subscriptions(house: House, session: ProgramSession, arg: SubscribeArgument) -> Answer:
    await ask_consent.answer_subscriptions(house, session, dict(arg.answers), keep=arg.keep)
    return {}


async def _keep_subscription(house: House, session: ProgramSession, arg: KeepArgument) -> Answer:
    await ask_consent.keep_choice(house, session, arg.template_id, arg.choice)
    return {}


async def _message_templates(house: House, session: ProgramSession, arg: TemplatesArgument) -> Answer:
    found = await ask_consent.offered(house, session, list(arg.ids))
    return {"templates": [{"id": one.id, "title": one.title, "says": one.says} for one in found]}


async def _open_contact(house: House, session: ProgramSession, arg: ContactArgument) -> Answer:
    card = arg.card
    proposed = ask_program.Proposed(card.title, card.path, card.image, card.price) if card else None
    return {"conversation_id": await ask_program.open_contact(house, session, arg.session_from, proposed)}


async def _forget_program(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    await forget_program.forget(house, session)
    return {}


async def _share_targets(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    found = await share_program.targets(house, session)
    return {"chats": [{"id": one.id, "title": one.title, "seed": one.seed} for one in found]}


async def _share_card(house: House, session: ProgramSession, arg: ShareArgument) -> Answer:
    card = share_program.Proposed(arg.title, arg.path, arg.image, arg.price)
    await share_program.share(house, session, arg.conversation_id, card, client_id=arg.client_id)
    return {}


async def _about_program(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    told = await describe_program.about(house, session)
    return {
        "name": told.name,
        "developer": told.developer,
        "version": told.version,
        "released_at": told.released_at.isoformat(),
        "domains": told.domains,
    }


async def _check_update(house: House, session: ProgramSession, _arg: Nothing) -> Answer:
    return {"has_update": await describe_program.newer_waits(house, session)}


async def _program_name(house: House, _session: ProgramSession, arg: AppidArgument) -> Answer:
    return {"name": await describe_program.name_of(house, arg.appid)}


APIS: dict[str, Api] = {
    "getSetting": Api(Nothing, _get_setting),
    "setConsent": Api(ConsentArgument, _set_consent),
    "getUserInfo": Api(UserInfoArgument, _get_user_info),
    "getPhoneNumber": Api(IdArgument, _get_phone_number),
    "listDetails": Api(KindArgument, _list_details),
    "saveDetail": Api(DetailArgument, _save_detail),
    "useDetail": Api(IdArgument, _use_detail),
    "removeDetail": Api(IdArgument, _remove_detail),
    "answerSubscriptions": Api(SubscribeArgument, _answer_subscriptions),
    "keepSubscription": Api(KeepArgument, _keep_subscription),
    "messageTemplates": Api(TemplatesArgument, _message_templates),
    "openContact": Api(ContactArgument, _open_contact),
    "forgetProgram": Api(Nothing, _forget_program),
    "shareTargets": Api(Nothing, _share_targets),
    "shareCard": Api(ShareArgument, _share_card),
    "aboutProgram": Api(Nothing, _about_program),
    "checkUpdate": Api(Nothing, _check_update),
    "programName": Api(AppidArgument, _program_name),
}
