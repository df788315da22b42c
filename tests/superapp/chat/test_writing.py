"""Whether many may write is asked in one go, and each is answered as if asked alone."""

from datetime import timedelta

from superapp.base.errors import HostError
from superapp.chat import conversations
from superapp.chat.conversations import Membership, direct_conversation, saved_messages, service_thread
from superapp.chat.writing import Company, companies, require_company, require_writer, writers
from superapp.contacts.blocks import block
from superapp.contacts.privacy import Circle, Privacy, choose
from superapp.safety.silences import silence
from tests.superapp.conftest import Site


async def places_of(site: Site) -> list[tuple[str, str]]:
    """Conversations of every kind of standing: open, blocked either way, contacts only, silenced, a service's, none."""
    ann, ben, cleo, dan = [(await site.person(name)).id for name in ("Ann", "Ben", "Cleo", "Dan")]
    now, chance = site.clock.now(), site.house.chance
    async with site.house.database.write() as session:
        pairs = [(ann, ben), (ann, cleo), (ben, cleo), (cleo, dan), (ben, dan)]
        chats = [(await direct_conversation(session, one, other, now=now, chance=chance)).id for one, other in pairs]
        await block(session, ann, cleo, now=now)
        await choose(session, ben, Privacy(written_by=Circle.CONTACTS))
        await silence(session, dan, until=now + timedelta(days=1), reason="spam")
        told = await service_thread(session, ann, "payments", "Payments", now, chance)
        saved = await saved_messages(session, ann, now=now, chance=chance)
        sealed = await conversations.encrypted_conversation(session, ann, ben, now=now, chance=chance)
    return [
        *((chat, person) for chat in (*chats, told.id, saved.id, sealed.id) for person in (ann, ben, cleo, dan)),
        ("cnv_nowhere", ann),
        (chats[0], ann),
    ]


async def test_many_are_answered_as_each_alone(both_sites: Site) -> None:
    site = both_sites
    places, now = await places_of(site), site.clock.now()
    alone: list[object] = []
    async with site.house.database.read() as session:
        found = await writers(session, places, now=now)
        together: list[object] = [one.code if isinstance(one, HostError) else one for one in found]
        for place in places:
            try:
                alone.append(await require_writer(session, *place, now=now))
            except HostError as refusal:
                alone.append(refusal.code)
    assert together == alone
    assert {one for one in alone if isinstance(one, str)} >= {
        "not_found",
        "you_blocked",
        "not_reachable",
        "silenced",
        "nobody_answers",
        "encrypted_only",
    }
    assert any(isinstance(one, Membership) for one in alone)


async def test_company_is_the_other_one_of_two(both_sites: Site) -> None:
    site = both_sites
    places, now = await places_of(site), site.clock.now()
    async with site.house.database.read() as session:
        found = await companies(session, places, now=now)
        first = await require_company(session, *places[0], now=now) if isinstance(found[0], Company) else None
    assert first == found[0] or first is None
    for (conversation_id, person_id), one in zip(places, found, strict=True):
        if isinstance(one, Company):
            assert (one.membership.conversation.id, one.membership.person_id) == (conversation_id, person_id)
            assert one.other not in ("", person_id)
    assert sum(isinstance(one, Company) for one in found) >= 3
