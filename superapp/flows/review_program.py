"""Review: an operator looks at what waits and approves or refuses it, with a reason. Approving releases the very hash
that was looked at. Called by web/admin/versions."""

from dataclasses import dataclass

from superapp.accounts.people import Person, get_people
from superapp.house import House
from superapp.programs import registry, releases, reviews, versions
from superapp.programs.errors import ReasonMissing, VersionDecided, VersionUnknown
from superapp.programs.reviews import AUTOMATIC, Review
from superapp.programs.versions import Version, VersionState


@dataclass(frozen=True, slots=True)
class Waiting:
    version: Version
    program: str
    developer: str


@dataclass(frozen=True, slots=True)
class Decided:
    review: Review
    appid: str
    program: str
    reviewer: str


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    waiting: list[Waiting]
    decided: list[Decided]


async def show_desk(house: House) -> ReviewDesk:
    """What waits, the oldest first, and the latest decisions."""
    async with house.database.read() as session:
        waiting = await versions.versions_in(session, VersionState.IN_REVIEW)
        decided = await reviews.latest_reviews(session)
        appids = {version.appid for version in waiting} | {appid for appid, _ in decided}
        programs = {appid: await registry.get_program(session, appid) for appid in sorted(appids)}
        asked = {programs[version.appid].developer_id for version in waiting}
        people = await get_people(session, sorted(asked | {review.reviewer_id for _, review in decided}))
    names = {person_id: person.name for person_id, person in people.items()} | {AUTOMATIC: "Demo mode"}
    return ReviewDesk(
        [
            Waiting(version, programs[version.appid].name, names.get(programs[version.appid].developer_id, ""))
            for version in waiting
        ],
        [
            Decided(review, appid, programs[appid].name, names.get(review.reviewer_id, review.reviewer_id))
            for appid, review in decided
        ],
    )


async def decide(
    house: House, reviewer: Person, *, version_id: str, bundle: str, approved: bool, reason: str
) -> Version:
    """Record the decision; an approved version is what people get from now on.

    bundle: the hash the reviewer saw. Raises ReasonMissing, VersionUnknown (also when the hash is another one),
    VersionDecided.
    """
    if not reason.strip():
        raise ReasonMissing(version_id)
    now = house.clock.now()
    async with house.database.write() as session:
        version = await versions.find_version(session, version_id, lock=True)
        if version is None or version.hash != bundle:
            raise VersionUnknown(version.appid if version else "", version_id)
        if version.state != VersionState.IN_REVIEW:
            raise VersionDecided(version_id, version.state)
        verdict = "approved" if approved else "refused"
        review = Review(version.id, bundle, verdict, reason.strip(), reviewer.id, now)
        await reviews.record_review(session, version.appid, review)
        if approved:
            await registry.lock_program(session, version.appid)
            await releases.release(
                session,
                appid=version.appid,
                version_id=version.id,
                bundle=bundle,
                released_by=reviewer.id,
                now=now,
            )
        else:
            await versions.set_state(session, version.id, VersionState.REFUSED)
        return await versions.get_version(session, version.appid, version_id)
