"""How far a message got: counted for everybody who writes, shown to who wrote it, kept back by who does not want it
seen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from superapp.accounts.people import Person
from superapp.base.errors import NotFound
from superapp.flows import guard_privacy, look_at_readers, manage_group
from superapp.flows.follow_events import next_events
from superapp.flows.mark_read import mark_read
from superapp.flows.read_chats import list_chats
from superapp.flows.send_message import send_text
from superapp.flows.start_chat import start_chat
from tests.superapp.conftest import Site

HIDES = {
    "found_by": "name",
    "asked_by": "anyone",
    "written_by": "anyone",
    "grouped_by": "contacts",
    "seen_by": "contacts",
}


async def group_of(site: Site, *names: str) -> tuple[str, list[Person]]:
    people = [await site.person(name) for name in names]
    for other in people[1:]:
        await site.befriend(people[0], other)
    return await manage_group.create(site.house, people[0], "Ferry", [one.id for one in people[1:]]), people


async def view(site: Site, person: Person, conversation_id: str) -> dict[str, object]:
    return next(one for one in (await list_chats(site.house, person)).rows if one["id"] == conversation_id)


async def test_readers_are_counted_and_named_to_who_wrote(site: Site) -> None:
    group, (ann, ben, cleo, dan) = await group_of(site, "Ann", "Ben", "Cleo", "Dan")
    await send_text(site.house, ann, group, "at nine")
    assert (await view(site, ann, group))["read_by"] == 0
    await mark_read(site.house, ben, group, 2)
    site.clock.travel(minutes=2)
    await site.signed_in(cleo)  # a device of hers is here, and she did not look

    reach = await look_at_readers.look(site.house, ann, group, 2)

    assert (await view(site, ann, group))["read_by"] == 1
    assert [[one["name"] for one in people] for people in (reach.read, reach.delivered, reach.sent)] == [
        ["Ben"],
        ["Cleo"],
        ["Dan"],
    ]
    # Nobody else is told, and of an answer only what is newer counts.
    with pytest.raises(NotFound):
        await look_at_readers.look(site.house, dan, group, 2)
    await send_text(site.house, ben, group, "fine")
    assert (await view(site, ben, group))["read_by"] == 0
    assert (await view(site, ann, group))["read_by"] == 1


async def test_only_who_wrote_what_was_read_hears_of_it(site: Site) -> None:
    group, (ann, ben, cleo) = await group_of(site, "Ann", "Ben", "Cleo")
    await send_text(site.house, ann, group, "at nine")
    heads = {one.id: (await list_chats(site.house, one)).state["last_event"] for one in (ann, ben, cleo)}

    await mark_read(site.house, ben, group, 2)

    told = {
        one.name: [event.kind for event in await next_events(site.house, one, heads[one.id])]
        for one in (ann, ben, cleo)
    }
    assert told == {"Ann": ["read"], "Ben": ["read"], "Cleo": []}


async def test_who_does_not_let_their_reading_be_seen_is_not_seen_anywhere(site: Site) -> None:
    group, (ann, ben, _) = await group_of(site, "Ann", "Ben", "Cleo")
    pair = await start_chat(site.house, ann, ben.id)
    await guard_privacy.change(site.house, ben, **HIDES, read_by="nobody")
    for chat in (group, pair):
        await send_text(site.house, ann, chat, "at nine")
        await mark_read(site.house, ben, chat, 2)
    site.clock.travel(minutes=2)
    await site.signed_in(ben)

    reach = await look_at_readers.look(site.house, ann, group, 2)

    assert (await view(site, ann, group))["read_by"] == 0
    assert (await view(site, ann, pair))["peer_read_seq"] == 0
    assert (await view(site, ben, pair))["read_seq"] == 1
    assert [one["name"] for one in reach.sent] == ["Ben", "Cleo"]


async def test_delivered_is_told_to_whoever_may_know_when_somebody_was_here(site: Site) -> None:
    """It says that they were: so it is theirs to keep back, and a stranger's in the same group never learns it."""
    group, (ann, ben, cleo, dan) = await group_of(site, "Ann", "Ben", "Cleo", "Dan")
    await guard_privacy.change(site.house, cleo, **HIDES | {"seen_by": "nobody"}, read_by="anyone")
    pair = await start_chat(site.house, ann, ben.id)
    strangers = await start_chat(site.house, dan, ben.id)
    for person, chat in ((ann, group), (ann, pair), (dan, group), (dan, strangers)):
        await send_text(site.house, person, chat, "at nine")
    site.clock.travel(minutes=2)
    for one in (ben, cleo):
        await site.signed_in(one)

    async def reach(person: Person, chat: str, seq: int) -> list[list[str]]:
        found = await look_at_readers.look(site.house, person, chat, seq)
        return [sorted(one["name"] for one in people) for people in (found.read, found.delivered, found.sent)]

    assert await reach(ann, group, 2) == [["Dan"], ["Ben"], ["Cleo"]]  # who writes has read
    assert await reach(dan, group, 3) == [[], [], ["Ann", "Ben", "Cleo"]]
    assert await reach(ann, pair, 1) == [[], ["Ben"], []]
    assert await reach(dan, strangers, 1) == [[], [], ["Ben"]]

    await mark_read(site.house, ben, pair, 1)
    assert await reach(ann, pair, 1) == [["Ben"], [], []]
    with pytest.raises(NotFound):
        await look_at_readers.look(site.house, ben, pair, 1)


STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "read", "hide", "show", "leave", "join"]), st.integers(0, 3)), max_size=25
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_the_count_is_the_length_of_the_list(site: Site, steps: list[tuple[str, int]]) -> None:
    group, people = await group_of(site, "Ann", "Ben", "Cleo", "Dan")
    inside = set(range(4))
    for step, number in steps:
        who = people[number]
        if step in ("hide", "show"):
            await guard_privacy.change(site.house, who, **HIDES, read_by="nobody" if step == "hide" else "anyone")
        elif step == "join" and number not in inside:
            await manage_group.add(site.house, people[0], group, [who.id])
            inside.add(number)
        elif number not in inside:
            continue
        elif step == "write":
            await send_text(site.house, who, group, "words")
        elif step == "read":
            await mark_read(site.house, who, group, 999)
        elif step == "leave" and number:
            await manage_group.leave(site.house, who, group)
            inside.discard(number)

    for number in inside:
        seen = await view(site, people[number], group)
        if wrote := int(str(seen["wrote_seq"])):
            reach = await look_at_readers.look(site.house, people[number], group, wrote)
            assert seen["read_by"] == len(reach.read)
