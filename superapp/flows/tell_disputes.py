"""A person is told in their payments what others did about a dispute of theirs: the merchant, an operator, the clock.
The wallet's events are the outbox; a message is named after its event, so each is told once. Called by the worker."""

from superapp.accounts.people import find_person
from superapp.base.words import LANGUAGE_DEFAULT, N_, sayer
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.house import House
from wallet.money import format_minor
from wallet.payments.dispute_telling import UntoldEvent, mark_told, untold_events

SERVICE, SERVICE_TITLE = "payments", N_("Payments")
# What the person did themselves, they know.
WORDS = {
    "answered": N_("The merchant answered your dispute about “{what}”: {words}"),
    "approved": N_("The merchant promises a refund for “{what}”: {words}"),
    "rejected": N_("The merchant refunds nothing for “{what}”: {words}"),
    "completed": N_("The merchant has finished with your dispute about “{what}”. Accept it, or ask the operators."),
    "refunded": N_("{amount} came back for “{what}”."),
    "escalated": N_("The merchant did not answer within 3 days. The operators decide about “{what}”."),
    "lapsed": N_("Your dispute about “{what}” is closed: 7 days went by after the merchant's answer."),
    "ordered": N_("An operator ordered a refund of {amount} for “{what}”: {words}"),
    "refused": N_("An operator refused a refund for “{what}”: {words}"),
}


async def tell_disputes(house: House) -> int:
    """Returns how many events there were to tell."""
    events = await untold_events(house.wallet)
    for event in events:
        if event.actor != "person" and event.what in WORDS:
            await _tell(house, event)
        await mark_told(house.wallet, event)
    return len(events)


async def _tell(house: House, event: UntoldEvent) -> None:
    now, chance = house.clock.now(), house.chance
    async with house.database.write() as session:
        person = await find_person(session, event.person_id)
        if person is None:  # gone meanwhile
            return
        say = sayer(person.language or LANGUAGE_DEFAULT)
        amount = f"{format_minor(event.amount_minor, event.currency)} {event.currency}"
        words = say(WORDS[event.what]).format(what=event.description, words=event.words, amount=amount)
        thread = await service_thread(session, person.id, SERVICE, SERVICE_TITLE, now, chance)
        name = f"{event.dispute_id}:{event.number}"
        await append(session, thread.id, None, "text", text_body(words), client_id=name, now=now, chance=chance)
    house.hub.publish(event.person_id)
