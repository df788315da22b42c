"""What the demo's people have been at before anybody signs in: a group with a picture and a product, money that waits
for Ann, a channel she follows. Played once; whoever deletes it does not get it back by starting the demo again."""

from dataclasses import replace
from datetime import datetime, timedelta

from superapp.accounts.people import Person
from superapp.chat.cards import ProgramCard
from superapp.chat.conversations import direct_conversation
from superapp.chat.groups import create_group
from superapp.chat.listing import conversations_of
from superapp.chat.messages import append
from superapp.cli.demo_pictures import a_lantern, lanterns_on_the_bridge
from superapp.flows import follow_channels, keep_channel, pin_message, send_money, send_picture, share_envelope
from superapp.house import House
from wallet.ports import Clock

GROUP = "Saturday ferry"
CHANNEL_NAME, CHANNEL_HANDLE = "Lantern Lane", "lanternlane"
CHANNEL_DESCRIPTION = "What is new on the shelf, and when the harbour market is open."
POSTS = (
    ("The harbour market is open until ten on Saturday. Come by boat: the first ferry leaves at 8:40.", False),
    ("Small paper lanterns are back, in four colours. The ones in the picture hang on the old bridge.", True),
)
PICTURE, PRODUCT, PINNED = "picture", "product", "pinned"
# (minutes before now, who, what they say)
TALK = (
    (1_530, "ben", "The first ferry on Saturday leaves at 8:40. Who is in?"),
    (1_529, "ben", PINNED),
    (1_524, "mei", "Me! I bring the dumplings."),
    (1_521, "ann", "In. Look what I found on the way home yesterday:"),
    (1_520, "ann", PICTURE),
    (1_490, "mei", "The old bridge! We should hang one of these on the boat."),
    (1_489, "mei", PRODUCT),
    (95, "ann", "Done, I am getting two."),
    (12, "ben", "Then the snacks are on me. First come, first served:"),
)


class _Earlier:
    """A clock that is behind another one."""

    def __init__(self, clock: Clock, by: timedelta) -> None:
        self._clock, self._by = clock, by

    def now(self) -> datetime:
        return self._clock.now() - self._by


async def play(house: House, everybody: dict[str, Person], *, appid: str, shop_name: str, pin: str) -> None:
    """everybody: by handle; appid, shop_name: of the shop's program; pin: of those who have money."""
    async with house.database.read() as session:
        listed = await conversations_of(session, everybody["ann"].id, limit=200)
    if any(one.title == GROUP for one in listed):  # a first start that was cut short
        return
    await _channel(house, everybody)
    await _ask_for_lunch(house, everybody, pin)
    await _plan_a_trip(
        house, everybody, ProgramCard(appid, shop_name, "Paper Lantern", _page("paper-lantern"), ""), pin
    )


async def _plan_a_trip(house: House, everybody: dict[str, Person], product: ProgramCard, pin: str) -> None:
    friends = [everybody[one].id for one in ("ann", "mei")]
    began = house.clock.now() - timedelta(minutes=TALK[0][0] + 1)
    async with house.database.write() as session:
        group = await create_group(session, everybody["ben"].id, GROUP, friends, now=began, chance=house.chance)
    for number, (minutes, who, words) in enumerate(TALK):
        then, name = _earlier(house, minutes), f"demo:trip:{number}"
        if words == PICTURE:
            await send_picture.send_picture(then, everybody[who], group, lanterns_on_the_bridge(), client_id=name)
            continue
        if words == PINNED:  # the line before, which comes after the notice that the group was made
            await pin_message.set_pinned(then, everybody[who], group, number + 1, is_pinned=True)
            continue
        kind, body = ("program", product.body()) if words == PRODUCT else ("text", {"text": words})
        async with house.database.write() as session:
            now, me = then.clock.now(), everybody[who].id
            await append(session, group, me, kind, body, client_id=name, now=now, chance=house.chance)
    wish = share_envelope.Wish("lucky", "18.88", 3, "For the ferry", "lantern", "demo-envelope")
    await share_envelope.send(house, everybody["ben"], group, wish, pin)


async def _ask_for_lunch(house: House, everybody: dict[str, Person], pin: str) -> None:
    ann, mei = everybody["ann"], everybody["mei"]
    then = _earlier(house, 200)
    async with house.database.write() as session:
        now, chance = then.clock.now(), house.chance
        chat = (await direct_conversation(session, ann.id, mei.id, now=now, chance=chance)).id
        words = {"text": "Thank you for lunch on Tuesday! Here is my half."}
        await append(session, chat, mei.id, "text", words, client_id="demo:lunch", now=now, chance=chance)
    wish = send_money.Wish("36.00", "Lunch on Tuesday", 0, "demo-transfer")
    await send_money.send(house, mei, chat, wish, pin)


async def _channel(house: House, everybody: dict[str, Person]) -> None:
    dora = everybody["dora"]
    if any(one.channel.handle == CHANNEL_HANDLE for one in (await keep_channel.show_all(house, dora)).channels):
        return
    channel = await keep_channel.create(
        house,
        dora,
        name=CHANNEL_NAME,
        handle=CHANNEL_HANDLE,
        description=CHANNEL_DESCRIPTION,
        picture=a_lantern(),
    )
    for hours, (text, is_advertising) in zip((50, 4), POSTS, strict=True):
        picture = lanterns_on_the_bridge() if is_advertising else b""
        await keep_channel.publish(_earlier(house, hours * 60), dora, channel.id, text, picture, is_advertising)
    for handle in ("ann", "mei"):
        await follow_channels.follow(house, everybody[handle], CHANNEL_HANDLE, is_on=True)


def _earlier(house: House, minutes: int) -> House:
    return replace(house, clock=_Earlier(house.clock, timedelta(minutes=minutes)))


def _page(product: str) -> str:
    return f"pages/product/product?id={product}"
