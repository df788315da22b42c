"""Operators look at what people reported and decide: nothing, a warning, silence for a week, or the taking down of a
channel's post, which they may also do unasked. Everybody concerned is told, and the audit trail has who decided what
and why. Called by web/admin/reports and web/admin/channels."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import Person, find_person, get_people
from superapp.audit import trail
from superapp.base.errors import NotFound
from superapp.base.words import N_, sayer
from superapp.channels import channels, posts
from superapp.channels.channels import Channel
from superapp.channels.posts import Post
from superapp.chat.cards import text_body
from superapp.chat.conversations import service_thread
from superapp.chat.messages import append
from superapp.house import House
from superapp.safety import reports
from superapp.safety.reports import Report
from superapp.safety.silences import silence

SERVICE, SERVICE_NAME = "safety", N_("Safety")
SILENCE = timedelta(days=7)
POSTS_SHOWN = 50
TOLD = {
    "warned": N_("Somebody reported what you wrote, and an operator agrees with them: {reason}"),
    "taken_down": N_("An operator took down a post of your channel: {reason}"),
    "silenced": N_("Until {until} you can read and not write. An operator decided so after a report: {reason}"),
}
THANKS = N_("Thank you for your report. An operator has looked at it and acted.")
DISMISSED = N_("Thank you for your report. An operator has looked at it and found nothing to act on: {reason}")


@dataclass(frozen=True, slots=True)
class ReportCase:
    """reporter, about: None when that account is gone."""

    report: Report
    reporter: Person | None
    about: Person | None
    decider: str


@dataclass(frozen=True, slots=True)
class ReportDesk:
    waiting: list[ReportCase]
    decided: list[ReportCase]


@dataclass(frozen=True, slots=True)
class PostCase:
    post: Post
    channel: Channel


@dataclass(frozen=True, slots=True)
class PostDesk:
    posts: list[PostCase]


async def show_desk(house: House, operator: Person) -> ReportDesk:
    """What waits, the oldest first, and the latest decisions. Looking at other people's words is on record."""
    async with house.database.write() as session:
        now = house.clock.now()
        await trail.record(session, actor_id=operator.id, action="look", subject="reports", now=now)
        waiting, decided = await reports.waiting_reports(session), await reports.decided_reports(session)
        ids = {
            one for report in (*waiting, *decided) for one in (report.reporter_id, report.about_id, report.decided_by)
        }
        people = await get_people(session, sorted(ids))

    def case(report: Report) -> ReportCase:
        decider = people.get(report.decided_by)
        return ReportCase(
            report, people.get(report.reporter_id), people.get(report.about_id), decider.name if decider else ""
        )

    return ReportDesk([case(one) for one in waiting], [case(one) for one in decided])


async def decide(house: House, operator: Person, report_id: str, *, decision: str, reason: str) -> None:
    """decision: "dismissed", "warned", "silenced" or, of a post, "taken_down".

    Raises NotFound, ReportDecided, ReportInvalid.
    """
    now = house.clock.now()
    async with house.database.write() as session:
        report = await reports.decide(session, report_id, decision=decision, reason=reason, by=operator.id, now=now)
        until = now + SILENCE
        if decision == "taken_down":
            if not report.post_id:
                raise NotFound("post")
            # Another operator, or its author, may have been quicker; what was wanted is so in any case.
            post = (await posts.posts_by_id(session, [report.post_id])).get(report.post_id)
            if post and not post.is_down:
                await posts.take_down(session, post.id, reason=report.reason, by=operator.id, now=now)
        if decision == "silenced":
            await silence(session, report.about_id, until=until, reason=report.reason)
        if decision in TOLD:
            facts = {"reason": report.reason, "until": f"{until:%Y-%m-%d %H:%M} UTC"}
            await _tell(house, session, report.about_id, TOLD[decision], facts)
        thanks = DISMISSED if decision == "dismissed" else THANKS
        await _tell(house, session, report.reporter_id, thanks, {"reason": report.reason})
        await trail.record(
            session,
            actor_id=operator.id,
            action=decision,
            subject=f"person:{report.about_id}",
            reason=report.reason,
            facts={"report": report.id} | ({"post": report.post_id} if report.post_id else {}),
            now=now,
        )
    house.hub.publish(report.about_id, report.reporter_id)


async def show_posts(house: House) -> PostDesk:
    """The latest posts of all channels, those taken down too."""
    async with house.database.read() as session:
        found = await posts.newest(session, with_taken_down=True, limit=POSTS_SHOWN)
        by_id = await channels.channels_by_id(session, [one.channel_id for one in found])
    return PostDesk([PostCase(one, by_id[one.channel_id]) for one in found if one.channel_id in by_id])


async def take_down(house: House, operator: Person, post_id: str, *, reason: str) -> None:
    """Raises NotFound, PostTakenDown, PostInvalid (no reason)."""
    now = house.clock.now()
    async with house.database.write() as session:
        post = await posts.take_down(session, post_id, reason=reason, by=operator.id, now=now)
        channel = await channels.get_channel(session, post.channel_id)
        await _tell(house, session, channel.owner_id, TOLD["taken_down"], {"reason": post.reason})
        await trail.record(
            session,
            actor_id=operator.id,
            action="taken_down",
            subject=f"person:{channel.owner_id}",
            reason=post.reason,
            facts={"post": post.id, "channel": channel.id},
            now=now,
        )
    house.hub.publish(channel.owner_id)


async def _tell(house: House, session: AsyncSession, person_id: str, text: str, facts: dict[str, str]) -> None:
    person = await find_person(session, person_id)
    if person is None:  # gone meanwhile
        return
    words = sayer(person.language)(text).format(**facts)
    now, chance = house.clock.now(), house.chance
    thread = await service_thread(session, person_id, SERVICE, SERVICE_NAME, now, chance)
    await append(session, thread.id, None, "text", text_body(words), client_id=None, now=now, chance=chance)
