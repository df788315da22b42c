"""A person decides what notifications they get, and where. Called by web/pages/notifications."""

from dataclasses import dataclass

from superapp.accounts import sessions
from superapp.accounts.people import Person
from superapp.accounts.sessions import Session
from superapp.base.words import N_, sayer
from superapp.house import House
from superapp.notify import pushes, quiet, subscriptions, vapid
from superapp.notify.quiet import Wishes
from superapp.notify.sending import Outcome, sender_for
from superapp.notify.subscriptions import Keys, Subscription, SubscriptionInvalid


@dataclass(frozen=True, slots=True)
class NotificationsView:
    """devices: the living ones, the newest first. current_id: of this device's, "" when it gets none. key: what the
    browser subscribes with."""

    devices: list[Subscription]
    current_id: str
    wishes: Wishes
    time_zones: tuple[str, ...]
    key: str


async def look(house: House, person: Person, here: Session) -> NotificationsView:
    async with house.database.read() as session:
        found = await subscriptions.subscriptions_of(session, person.id)
        living = await sessions.living_of(session, {one.session_id for one in found}, now=house.clock.now())
        wishes = await quiet.wishes_of(session, person.id)
    devices = [one for one in found if one.session_id in living]
    current = next((one.id for one in devices if one.session_id == here.id), "")
    key = vapid.public_text(vapid.own_key(house.settings.data))
    return NotificationsView(devices, current, wishes, quiet.time_zones(), key)


async def turn_on(house: House, person: Person, here: Session, endpoint: str, keys: Keys) -> str:
    """This device is told from now on; its earlier subscription ends. Returns the id. Raises SubscriptionInvalid."""
    # As the standards have it; http is for a push service of this machine, in tests.
    if not endpoint.startswith("https://") and not house.settings.allow_private_hosts:
        raise SubscriptionInvalid()
    now = house.clock.now()
    async with house.database.write() as session:
        made = await subscriptions.subscribe(
            session, person.id, here.id, endpoint, keys, device=here.device, now=now, chance=house.chance
        )
        for old in await subscriptions.subscriptions_of(session, person.id):
            if old.session_id == here.id and old.id != made:
                await pushes.drop_device(session, old.id)
    return made


async def turn_off(house: House, person: Person, subscription_id: str) -> None:
    """Raises NotFound."""
    async with house.database.write() as session:
        await subscriptions.get_subscription(session, person.id, subscription_id)
        await pushes.drop_device(session, subscription_id)


async def send_test(house: House, person: Person, subscription_id: str) -> bool:
    """Whether the push service took it. A device that took its subscription back is forgotten. Raises NotFound."""
    async with house.database.read() as session:
        device = await subscriptions.get_subscription(session, person.id, subscription_id)
    sender, say = sender_for(house.settings, house.http, house.chance), sayer(person.language)
    facts = {
        "kind": "test",
        "title": say(N_("Notifications work")),
        "body": say(N_("This is how {device} is told.")).format(device=device.device),
    }
    answer = await sender.send(device, facts, topic="test", now=house.clock.now())
    if answer.outcome is Outcome.GONE:
        async with house.database.write() as session:
            await pushes.drop_device(session, subscription_id)
    return answer.outcome is Outcome.ARRIVED


async def keep_wishes(house: House, person: Person, wishes: Wishes) -> None:
    """Raises WishesInvalid."""
    async with house.database.write() as session:
        await quiet.keep_wishes(session, person.id, wishes, now=house.clock.now())
