"""How often a rail is asked about the same thing: soon at first, then less and less. Used by top-ups and withdrawals;
a notice of the rail's begins anew."""

from datetime import datetime, timedelta

# Seconds after the question; the last one repeats. A rail that says nothing is asked some 1,500 times a day at most.
PAUSES_SECONDS = (2, 3, 5, 10, 20, 60)
AT_ONCE = 100  # rows of one round; the next round takes the rest


def next_look(now: datetime, tries: int) -> datetime:
    return now + timedelta(seconds=PAUSES_SECONDS[min(tries, len(PAUSES_SECONDS) - 1)])
