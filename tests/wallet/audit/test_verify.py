"""An export is proved by the public key alone, and a copy that was changed names the row: whatever was changed in it,
and however well the change was covered up."""

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.wallet.ledger.support import authorize, capture, open_person, post
from wallet.audit.export import export_lines
from wallet.audit.verify import FINDINGS_MAX, Report, verify_export
from wallet.house import WalletHouse
from wallet.ledger.chain import entry_bytes, moment_of
from wallet.ledger.model import Entry, Kind
from wallet.ledger.tree import leaf_hash
from wallet.seals.heads import newest_head
from wallet.seals.keys import known_keys
from wallet.seals.notes import PublicKey
from wallet.seals.sealer import seal_all

Lines = list[dict[str, Any]]
COLUMN = {"amount": 5, "cause": 6, "credit": 4, "credit_balance": 10, "key": 1, "time": 12}


async def copy_of(house: WalletHouse, *, sealed: bool = True) -> Lines:
    """30 entries in 30 links; heads over 10, 20 and 30 of them."""
    ann, ben = await open_person(house.ledger, "ann", 5000), await open_person(house.ledger, "ben")
    await open_person(house.ledger, "eve")
    for n in range(29):
        if n in (9, 19):
            await seal_all(house)
        one = authorize(f"h{n}", ann, ben, 3) if n == 5 else capture(f"c{n}", "h5", 2) if n == 8 else None
        await house.ledger.submit(one or post(f"n{n}", ann, ben, 1 + n))
    if sealed:
        await seal_all(house)
    text = "".join([lines async for lines in export_lines(house)])
    return [json.loads(line) for line in text.splitlines()]


def entry_line(copy: Lines, seq: int) -> dict[str, Any]:
    return next(line for line in copy if line.get("entry", [0])[0] == seq)


def bytes_of(row: list[Any]) -> bytes:
    seq, key, kind, debit, credit, amount, cause, hold, x, y, z, batch, us = row
    held = bytes.fromhex(hold) if hold else None
    return entry_bytes(
        Entry(seq, bytes.fromhex(key), Kind(kind), debit, credit, amount, cause, held, x, y, z, batch, moment_of(us)),
        us,
    )


def cover_up(copy: Lines) -> None:
    """Make leaves and links fit the rows again, as somebody without the signing key can."""
    previous, body = hashlib.sha256(b"superapp ledger, version 1").digest(), b""
    for line in copy:
        if "entry" in line:
            data = bytes_of(line["entry"])
            line["leaf"], body = leaf_hash(data).hex(), body + data
        elif "link" in line:
            previous, body = hashlib.sha256(previous + body).digest(), b""
            line["link"][3] = previous.hex()


def proved(copy: Lines, keys: list[PublicKey], published: tuple[str, ...] = ()) -> Report:
    return verify_export([json.dumps(line) for line in copy], keys, published)


async def test_an_honest_copy_holds(house: WalletHouse) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    report = proved(copy, keys)
    assert report.holds, report.wrong
    assert (report.entries, report.links, report.heads, report.sealed) == (30, 30, 3, 30)
    assert not proved(copy, []).holds  # nobody's key proves nothing


@pytest.mark.parametrize("column", COLUMN)
async def test_a_changed_row_is_named(house: WalletHouse, column: str) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    row, place = entry_line(copy, 17)["entry"], COLUMN[column]
    row[place] = {"cause": "order:another", "key": "00" * 16}.get(column) or row[place] + 1
    assert proved(copy, keys).changed == [17]


async def test_several_changed_rows_are_all_named(house: WalletHouse) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    chosen = sorted(random.Random(4).sample(range(1, 31), 5))
    for seq in chosen:
        entry_line(copy, seq)["entry"][6] = "order:another"
    assert proved(copy, keys).changed == chosen


async def test_a_change_that_was_covered_up_is_bounded_by_signed_heads_and_named_by_its_balance(
    house: WalletHouse,
) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    entry_line(copy, 17)["entry"][COLUMN["amount"]] += 1
    cover_up(copy)
    report = proved(copy, keys)
    assert report.wrong[0] == "row 17 states other balances than the rows up to it give"
    assert any(sentence.startswith("rows 11 to 20 are not those that were sealed at") for sentence in report.wrong)
    assert report.sealed == 10


def another_hold(copy: Lines) -> None:
    """The capture names a hold that nobody made."""
    row = next(line["entry"] for line in copy if "entry" in line and line["entry"][2] == Kind.CAPTURE)
    row[7] = "00" * 16
    cover_up(copy)


CUTS: dict[str, Callable[[Lines], object]] = {
    "entry 12 is missing": lambda copy: copy.remove(entry_line(copy, 12)),
    "entry 12 stands twice": lambda copy: copy.insert(copy.index(entry_line(copy, 12)) + 1, entry_line(copy, 12)),
    "link 8 is missing": lambda copy: copy.remove(next(line for line in copy if line.get("link", [0])[0] == 8)),
    "the file ends early": lambda copy: copy.__delitem__(slice(-4, None)),
    "line 3 cannot be read": lambda copy: copy[2].clear(),
    "accounts of two currencies": lambda copy: copy[3]["account"].__setitem__(3, "EUR"),
    "the file speaks of 99 entries and has 30": lambda copy: copy[-1].update(end=99),
    "entry 30 stands in no link": lambda copy: copy.remove(next(n for n in copy if n.get("link", [0])[0] == 30)),
    "ends a hold that was not open for it": another_hold,
    "the leaf hashes of rows [12] were changed": lambda copy: entry_line(copy, 12).update(leaf="00" * 32),
}


@pytest.mark.parametrize("says", CUTS)
async def test_what_is_missing_or_out_of_place_is_said(house: WalletHouse, says: str) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    CUTS[says](copy)
    report = proved(copy, keys)
    assert any(says in sentence for sentence in report.wrong), report.wrong


async def test_heads_published_outside_bind_even_who_holds_the_key(house: WalletHouse) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    head = await newest_head(house)
    assert head
    assert proved(copy, keys, (head.note,)).holds
    shorter = [line for line in copy[:-4] if "head" not in line] + [{"end": 29}]
    assert "they are missing" in "".join(proved(shorter, keys, (head.note,)).wrong)


async def test_a_changed_row_after_the_last_head_is_named_too(house: WalletHouse) -> None:
    copy, keys = await copy_of(house, sealed=False), known_keys(house.settings.data)
    entry_line(copy, 25)["entry"][COLUMN["cause"]] = "order:another"
    assert "rows 25 do not give their leaf hash, and no signed head after them holds" in proved(copy, keys).wrong


async def test_rows_that_were_all_written_anew_are_not_those_that_were_published(house: WalletHouse) -> None:
    copy, keys = await copy_of(house), known_keys(house.settings.data)
    head = await newest_head(house)
    assert head
    entry_line(copy, 17)["entry"][COLUMN["cause"]] = "order:another"
    cover_up(copy)
    unsigned = [line for line in copy if "head" not in line]
    assert "the rows up to 30 are not those whose head was published" in proved(unsigned, keys, (head.note,)).wrong


def test_of_a_file_that_is_none_a_few_lines_are_enough() -> None:
    assert len(verify_export(["none"] * (FINDINGS_MAX + 9), []).wrong) == FINDINGS_MAX
