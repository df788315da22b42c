"""Days are matched three ways by themselves (`wallet.audit.daily`); operators match a merchant's day by hand besides
and resolve what differs; auditors look on. Each run, look and resolution is in the audit trail first. Called by
web/admin/reconciliation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from superapp.accounts.people import Person
from superapp.audit import trail
from superapp.base.errors import NotFound
from superapp.house import House
from wallet.audit import daily, differences, reconciling
from wallet.audit.daily import DaySum, ReconciledDayRow
from wallet.audit.days import last_ended
from wallet.audit.differences import DifferenceRow, Reconciled
from wallet.merchants.registry import find_merchant


@dataclass(frozen=True, slots=True)
class OpenDifference:
    """age_days: since it was found."""

    row: DifferenceRow
    age_days: int


@dataclass(frozen=True, slots=True)
class ReconciliationDesk:
    """yesterday: the day most will want to match. done: what a run by hand just now gave. days: the latest that were
    matched by themselves, the newest first; missing: files that have not come for any day; zone: where days begin."""

    open: list[OpenDifference]
    resolved: Sequence[DifferenceRow]
    yesterday: date
    zone: str
    days: list[DaySum]
    missing: Sequence[ReconciledDayRow]
    done: Reconciled | None


async def desk(house: House, viewer: Person, done: Reconciled | None = None) -> ReconciliationDesk:
    await _note(house, viewer, "look_at_reconciliation", "reconciliation")
    now = house.clock.now()
    rows = await differences.differences_of(house.wallet)
    waiting = [OpenDifference(row, (now - row.found_at).days) for row in rows if row.resolved_at is None]
    resolved = [row for row in rows if row.resolved_at is not None]
    return ReconciliationDesk(
        open=waiting,
        resolved=resolved[::-1],
        yesterday=last_ended(house.wallet),
        zone=house.wallet.settings.time_zone,
        days=await daily.days_of(house.wallet),
        missing=await daily.files_missing(house.wallet),
        done=done,
    )


async def run(house: House, operator: Person, mchid: str, day: date, file: bytes) -> Reconciled:
    """file: CSV as `reconciling.read_file` takes it, empty for none. Raises NotFound, FileInvalid."""
    if await find_merchant(house.wallet, mchid) is None:
        raise NotFound("merchant")
    records = reconciling.read_file(file, house.wallet.settings.currency) if file else None
    await _note(house, operator, "reconcile", f"merchant:{mchid}", day=str(day), rows=len(records or ()))
    return await reconciling.reconcile(house.wallet, mchid, day, records)


async def resolve(house: House, operator: Person, difference_id: str, how: str) -> None:
    """Raises DifferenceUnknown."""
    await _note(house, operator, "resolve_difference", f"difference:{difference_id}", how[:500])
    await differences.resolve(house.wallet, difference_id, how=how, by=operator.id)


async def _note(house: House, viewer: Person, action: str, subject: str, reason: str = "", **facts: object) -> None:
    now = house.clock.now()
    await trail.note(
        house.database, actor_id=viewer.id, action=action, subject=subject, reason=reason, now=now, **facts
    )
