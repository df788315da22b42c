"""An operator or auditor looks at the figures of the business. The look is written to the audit trail first. Called by
web/admin/dashboard."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from superapp.accounts.people import Person
from superapp.audit import trail
from superapp.base.words import sayer
from superapp.house import House
from superapp.money_words import name_of
from superapp.safety.reports import waiting_reports
from superapp.storage.cursors import CursorRow
from wallet.audit import figures
from wallet.audit.figures import DayVolume, DisputeFigures, EnvelopeFigures, ReaderLag
from wallet.audit.trial_balance import AccountKind, KindTotal, seq_at, trial_balance
from wallet.money import Money

DAYS = 30


@dataclass(frozen=True, slots=True)
class VolumeDay:
    """day: ISO 8601; entries, amount: of everything that moved, in the currency asked for."""

    day: str
    entries: int
    amount: Money


@dataclass(frozen=True, slots=True)
class CurrencyLine:
    """One currency in short. entries, moved: in the last DAYS days; people, merchants: what they have now, less what
    they owe."""

    currency: str
    entries: int
    moved: Money
    people: Money
    merchants: Money


@dataclass(frozen=True, slots=True)
class LagView:
    lag: ReaderLag
    age_seconds: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """currencies: those anything is in, the house's own first; overview: a line for each, where there are several. The
    other amounts are in `currency`. volume: every one of the last DAYS days; causes: what moved in them, by cause.
    balances: now. refusals: by reason, of this process since it began. reports: what people reported and nobody
    decided."""

    currencies: list[str]
    overview: list[CurrencyLine]
    currency: str
    volume: list[VolumeDay]
    causes: list[tuple[str, int, Money]]
    balances: list[KindTotal]
    refusals: dict[str, int]
    envelopes: list[EnvelopeFigures]
    disputes: list[DisputeFigures]
    lags: list[LagView]
    reports: int


async def show(house: House, viewer: Person, asked: str) -> Dashboard:
    """asked: a currency; the house's own for "" and for one that nothing is in."""
    now = house.clock.now()
    await trail.note(house.database, actor_id=viewer.id, action="look_at_figures", subject="dashboard", now=now)
    wallet = house.wallet
    balance = await trial_balance(wallet, await seq_at(wallet, None))
    own = wallet.settings.currency
    currencies = [own, *(one for one in balance.sums if one != own)]
    currency = asked if asked in currencies else own
    volume = await figures.volume_of(wallet, DAYS)
    moved = [one for one in volume if one.currency == currency]
    days = [now.date() - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]
    of_day = {day: [one for one in moved if one.day == day] for day in days}
    say = sayer(viewer.language)
    names = {one.what: name_of(one.what, say) for one in moved}
    of_cause = {name: [one for one in moved if names[one.what] == name] for name in names.values()}
    async with house.database.read() as session:
        positions = {row.reader: row.position for row in (await session.exec(select(CursorRow))).all()}
        reports = len(await waiting_reports(session))
    lags = await figures.lags_of(wallet, positions)
    return Dashboard(
        currencies=currencies,
        overview=[_line(one, volume, balance.lines) for one in currencies] if len(currencies) > 1 else [],
        currency=currency,
        volume=[
            VolumeDay(
                day.isoformat(),
                sum(one.entries for one in some),
                Money(sum(one.amount_minor for one in some), currency),
            )
            for day, some in of_day.items()
        ],
        causes=[
            (what, sum(one.entries for one in some), Money(sum(one.amount_minor for one in some), currency))
            for what, some in sorted(of_cause.items())
        ],
        balances=[line for line in balance.lines if line.currency == currency],
        refusals=figures.refusals_of(wallet),
        envelopes=await figures.envelopes_of(wallet, currency),
        disputes=await figures.disputes_of(wallet, currency),
        lags=[LagView(lag, int((now - lag.since).total_seconds()) if lag.since else 0) for lag in lags],
        reports=reports,
    )


def _line(currency: str, volume: list[DayVolume], balances: list[KindTotal]) -> CurrencyLine:
    moved = [one for one in volume if one.currency == currency]
    has = {one.kind: one.credit_minor - one.debit_minor for one in balances if one.currency == currency}
    return CurrencyLine(
        currency,
        sum(one.entries for one in moved),
        Money(sum(one.amount_minor for one in moved), currency),
        Money(has.get(AccountKind.PERSON, 0), currency),
        Money(has.get(AccountKind.MERCHANT, 0), currency),
    )
