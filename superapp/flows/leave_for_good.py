"""A person deletes their account. What others were told stays with them under no name; the ledger keeps its sums, for
money has two sides. Called by web/pages/data; every person who knew them is woken."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.accounts import erasure as accounts_erasure
from superapp.accounts.people import Person, handle_key, picture_blob
from superapp.accounts.permissions import AUDITOR, OPERATOR
from superapp.base.errors import HostError
from superapp.base.words import N_
from superapp.channels import channels, posts
from superapp.chat import device_keys, device_mail, doors, groups
from superapp.chat.conversations import members_of
from superapp.chat.kinds import Kind
from superapp.chat.listing import conversations_of
from superapp.contacts import erasure as contacts_erasure
from superapp.house import House
from superapp.programs import erasure as programs_erasure
from superapp.programs.registry import programs_of
from wallet import statements
from wallet.payments.cards import cards_of, remove_card
from wallet.payments.envelopes import envelopes_under_way
from wallet.payments.top_ups import debts_of, top_ups_under_way
from wallet.payments.transfers import TransferState, transfers_under_way

CONVERSATIONS_MAX = 10_000


@dataclass(eq=False)
class CannotLeaveYet(HostError):
    """reason: what stands in the way and what to do about it, as a sentence."""

    code: ClassVar[str] = "cannot_leave_yet"
    reason: str


async def leave_for_good(house: House, person: Person, handle: str) -> None:
    """handle: the person's own, typed as a confirmation. Raises CannotLeaveYet."""
    if handle_key(handle) != handle_key(person.handle):
        raise CannotLeaveYet(N_("Type your handle exactly to confirm."))
    if person.roles & {OPERATOR, AUDITOR}:
        raise CannotLeaveYet(N_("You run this place. Ask another operator to take your role first."))
    money = await statements.balances_of(house.wallet, person.id)
    if any(one.available.amount_minor or one.held.amount_minor for one in money):
        raise CannotLeaveYet(N_("There is money in your wallet. Spend it or send it to somebody first."))
    under_way = await transfers_under_way(house.wallet, person.id)
    arrives = any(one.sender_id == person.id or one.state is TransferState.ACCEPTED for one in under_way)
    by_card = await top_ups_under_way(house.wallet, person.id)
    if arrives or by_card or await envelopes_under_way(house.wallet, person.id):
        raise CannotLeaveYet(N_("Money of yours is on its way. Wait until it has arrived or come back, a day at most."))
    if await debts_of(house.wallet, person.id):
        raise CannotLeaveYet(N_("A bank took back money that you have spent. Put it into your wallet first."))
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        if await programs_of(session, person.id):
            raise CannotLeaveYet(N_("You own programs that people use. Ask an operator to hand them over first."))
        if await channels.channels_of(session, person.id):
            raise CannotLeaveYet(N_("You keep channels that people follow. Close them first."))
        found = await conversations_of(session, person.id, limit=CONVERSATIONS_MAX)
        neighbours = {
            one for people in (await members_of(session, [one.id for one in found])).values() for one in people
        }
        for one in found:
            if one.kind is Kind.GROUP:
                await groups.leave(session, one.id, person.id, now=now, chance=chance)
        await doors.forget_person(session, person.id)
        browsers = await device_keys.devices_of(session, [person.id])
        for browser in browsers:
            await device_mail.drop(session, browser)
        await device_keys.forget_devices(session, browsers)
        await posts.forget_person(session, person.id)
        known = await contacts_erasure.forget_person(session, person.id, now=now)
        await programs_erasure.forget_person(session, person.id)
        await accounts_erasure.forget_person(session, person.id)
    for card in await cards_of(house.wallet, person.id):
        await remove_card(house.wallet, card.id, person_id=person.id)
    if person.picture:
        await house.blobs.delete(picture_blob(person.picture))
    house.hub.publish(person.id, *neighbours, *known)
