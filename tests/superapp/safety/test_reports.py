"""A report reaches the operators with the words it is about; what they decide reaches everybody concerned."""

from datetime import timedelta

import pytest

from superapp.accounts.people import Person
from superapp.audit import trail
from superapp.base.errors import NotFound
from superapp.flows import manage_group, read_chats, report_person, review_reports, send_message, start_chat
from superapp.safety.reports import OPEN_PER_PAIR_MAX, ReportDecided, ReportInvalid
from superapp.safety.silences import Silenced
from tests.superapp.conftest import Site


async def told(site: Site, person: Person) -> list[str]:
    rows = [row for row in (await read_chats.list_chats(site.house, person)).rows if row["title"] == "Safety"]
    return [row["last_line"] for row in rows]


async def test_a_report_is_decided_and_everybody_hears(both_sites: Site) -> None:
    site = both_sites
    ann, ben = await site.person("Ann"), await site.person("Ben")
    olga = await site.person("Olga", roles=frozenset({"operator"}))
    chat = await start_chat.start_chat(site.house, ben, ann.id)
    insult = await send_message.send_text(site.house, ben, chat, "you fool")
    await report_person.report(
        site.house, ann, ben.id, "abuse", "out of nothing", conversation_id=chat, seq=insult["seq"]
    )

    case = (await review_reports.show_desk(site.house, olga)).waiting[0]
    assert (case.report.evidence, case.report.words) == ("you fool", "out of nothing")
    with pytest.raises(ReportInvalid):
        await review_reports.decide(site.house, olga, case.report.id, decision="silenced", reason=" ")
    await review_reports.decide(site.house, olga, case.report.id, decision="silenced", reason="Insults.")
    with pytest.raises(ReportDecided):
        await review_reports.decide(site.house, olga, case.report.id, decision="dismissed", reason="No.")

    with pytest.raises(Silenced):
        await send_message.send_text(site.house, ben, chat, "what?")
    assert "Insults." in (await told(site, ben))[0]
    assert "acted" in (await told(site, ann))[0]
    await send_message.send_text(site.house, ann, chat, "I may write")
    site.clock.travel(days=7, minutes=1)
    await send_message.send_text(site.house, ben, chat, "sorry")

    desk = await review_reports.show_desk(site.house, olga)
    assert desk.waiting == []
    assert desk.decided[0].decider == "Olga"
    async with site.house.database.read() as session:
        acts = [(one.action, one.reason) for one in await trail.looks_at(session, f"person:{ben.id}")]
        assert acts == [("silenced", "Insults.")]
        assert await trail.first_broken_row(session) is None


async def test_a_longer_silence_stays(site: Site) -> None:
    from superapp.safety.silences import SilenceRow, silence

    ben = await site.person("Ben")
    now = site.clock.now()
    async with site.house.database.write() as session:
        await silence(session, ben.id, until=now + timedelta(days=9), reason="long")
        await silence(session, ben.id, until=now + timedelta(days=1), reason="short")
        row = await session.get_one(SilenceRow, ben.id)
        assert (row.until, row.reason) == (now + timedelta(days=9), "long")


async def test_evidence_must_be_theirs_and_readable(site: Site) -> None:
    ann, ben, cleo = [await site.person(name) for name in ("Ann", "Ben", "Cleo")]
    chat = await start_chat.start_chat(site.house, ben, cleo.id)
    secret = await send_message.send_text(site.house, ben, chat, "between us")
    with pytest.raises(NotFound):
        await report_person.report(site.house, ann, ben.id, "spam", "", conversation_id=chat, seq=secret["seq"])
    with pytest.raises(NotFound):  # not what she said
        await report_person.report(site.house, ben, cleo.id, "spam", "", conversation_id=chat, seq=secret["seq"])
    await site.befriend(ben, ann)
    group = await manage_group.create(site.house, ben, "Ferry", [])
    before = await send_message.send_text(site.house, ben, group, "before she came")
    await manage_group.add(site.house, ben, group, [ann.id])
    with pytest.raises(NotFound):
        await report_person.report(site.house, ann, ben.id, "spam", "", conversation_id=group, seq=before["seq"])


async def test_reports_need_sense(site: Site) -> None:
    ann, ben = await site.person("Ann"), await site.person("Ben")
    for about, cause, words in ((ann, "spam", ""), (ben, "other", " "), (ben, "spam", "x" * 501)):
        with pytest.raises(ReportInvalid):
            await report_person.report(site.house, ann, about.id, cause, words)
    for _ in range(OPEN_PER_PAIR_MAX):
        await report_person.report(site.house, ann, ben.id, "spam", "")
    with pytest.raises(ReportInvalid):
        await report_person.report(site.house, ann, ben.id, "spam", "")
