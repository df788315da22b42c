"""Three lists of a day that agree but for planted faults: 1 % of the rows, of every sort. The test takes some thousand
rows, `python -m bench reconcile` a hundred thousand."""

import random

from wallet.audit.matching import SOURCES, Record

Lists = tuple[list[Record], list[Record], list[Record]]


def planted(rows: int, chance: random.Random) -> tuple[Lists, set[tuple[str, str]]]:
    """The lists of file, orders and ledger, each in an order of its own, and what is wrong: (number, fault)."""
    records = [
        Record(chance.choice(["payment", "refund"]), f"n{n:07}", chance.randrange(1, 10**7)) for n in range(rows)
    ]
    lists: Lists = (list(records), list(records), list(records))
    faults: set[tuple[str, str]] = set()
    for place in sorted(chance.sample(range(rows), rows // 100), reverse=True):
        record, source = records[place], chance.randrange(3)
        fault = chance.choice(["missing", "double", "amount"])
        if fault == "missing":
            del lists[source][place]
        elif fault == "double":
            lists[source].append(record)
        else:
            lists[source][place] = record._replace(amount_minor=record.amount_minor + chance.choice([-1, 1, 100]))
        faults.add((record.number, "amount" if fault == "amount" else f"{fault}_in_{SOURCES[source]}"))
    for one in lists:
        chance.shuffle(one)
    return lists, faults
