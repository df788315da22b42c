"""A day of the books: where it begins and ends in the wallet's time zone, and what moved on an account within it.
Called by the two matchings of a day, `reconciling.py` and `rail_day.py`, and by `daily.py`, which starts them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wallet.audit.trial_balance import seq_at
from wallet.house import WalletHouse
from wallet.ledger.model import AccountId, Entry

PAGE = 1000
ONE_DAY = timedelta(days=1)


def span_of(house: WalletHouse, day: date) -> tuple[datetime, datetime]:
    """The first moment of the day and the first one after it; 23 or 25 hours apart when the clocks change."""
    zone = ZoneInfo(house.settings.time_zone)
    return datetime.combine(day, time(), zone), datetime.combine(day + ONE_DAY, time(), zone)


def last_ended(house: WalletHouse, *, before: timedelta = timedelta()) -> date:
    """The newest day that was over this long ago."""
    zone = ZoneInfo(house.settings.time_zone)
    return (house.clock.now() - before).astimezone(zone).date() - ONE_DAY


async def entries_between(house: WalletHouse, account: AccountId, start: datetime, end: datetime) -> list[Entry]:
    """The account's entries from start on and before end, newest first."""
    tick = timedelta(microseconds=1)  # `seq_at` includes its moment, a day does not include its end
    first, before = await seq_at(house, start - tick), await seq_at(house, end - tick) + 1
    found: list[Entry] = []
    while entries := await house.ledger.entries_of_account(account, before_seq=before, limit=PAGE):
        found += [entry for entry in entries if entry.seq > first]
        before = entries[-1].seq
        if before <= first:
            break
    return found
