"""Proves an export of the books, or a single proof, with nothing but public keys: no host, no database, no network.
Called by `superapp audit verify`; pure but for the lines it is handed.

How a changed row is found. A signed head vouches for all entries before it, so each entry carries its leaf hash. When
the leaves as written give the signed root, they are the ones that were sealed, and a row that does not hash to its leaf
is a row that was changed since. When they do not give it, the leaves were changed as well; then the rows between the
last head that holds and this one are suspects, and balances, order and links say which of them do not fit."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wallet.audit.replay import Replay
from wallet.ledger.chain import GENESIS, entry_bytes, microseconds, moment_of, next_link
from wallet.ledger.model import ChainLink, Entry, Kind
from wallet.ledger.tree import Growing, is_consistent, leaf_hash, root_by_inclusion
from wallet.seals.notes import Head, NoteInvalid, PublicKey, read_note
from wallet.seals.proofs import CONSISTENCY, INCLUSION

FINDINGS_MAX = 50


@dataclass
class Report:
    """changed: numbers of rows that are surely not what was sealed. wrong: what does not hold, in the order it was
    found, at most FINDINGS_MAX. sealed: entries that a signed head covers."""

    entries: int = 0
    links: int = 0
    heads: int = 0
    sealed: int = 0
    changed: list[int] = field(default_factory=list[int])
    wrong: list[str] = field(default_factory=list[str])

    @property
    def holds(self) -> bool:
        return not self.wrong and not self.changed

    def say(self, text: str) -> None:
        if len(self.wrong) < FINDINGS_MAX:
            self.wrong.append(text)


def verify_export(lines: Iterable[str], keys: Sequence[PublicKey], published: Sequence[str] = ()) -> Report:
    """keys: from a place the copy did not come from. published: heads as they were published outside, if at hand."""
    check = _Export(keys, _published(published, keys))
    for number, line in enumerate(lines, 1):
        try:
            check.take(json.loads(line))
        except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
            check.report.say(f"line {number} cannot be read: {error}")
    check.finish()
    return check.report


def verify_proof(proof: dict[str, Any], keys: Sequence[PublicKey]) -> str:
    """A sentence about what is proved. Raises NoteInvalid or ValueError with what does not hold."""
    try:
        path = [bytes.fromhex(step) for step in proof["path"]]
        if proof["kind"] == INCLUSION:
            head, data, seq = read_note(proof["head"], keys), bytes.fromhex(proof["bytes"]), int(proof["entry"])
            if root_by_inclusion(leaf_hash(data), seq - 1, head.size, path) != head.root:
                raise ValueError(f"entry {seq} as given is not in the signed tree of {head.size} entries")
            return f"entry {seq} is in the tree of {head.size} entries that was sealed at {head.sealed_at.isoformat()}"
        if proof["kind"] == CONSISTENCY:
            old, new = read_note(proof["old"], keys), read_note(proof["new"], keys)
            if not is_consistent(old.size, new.size, old.root, new.root, path):
                raise ValueError(f"the tree of {new.size} entries does not begin with the signed one of {old.size}")
            return f"the tree of {new.size} entries begins with that of {old.size}: nothing before was changed"
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no proof: {error}") from error
    raise ValueError("this is no proof")


def read_published(text: str) -> list[str]:
    """The notes of a file of published heads, which follow each other."""
    notes, part = list[str](), list[str]()
    for line in text.splitlines():
        if part and line.startswith("superapp-ledger"):
            notes.append("\n".join(part).rstrip("\n") + "\n")
            part = []
        part.append(line)
    return [*notes, "\n".join(part).rstrip("\n") + "\n"] if any(part) else notes


def _published(notes: Sequence[str], keys: Sequence[PublicKey]) -> dict[int, Head]:
    heads = [read_note(note, keys) for note in notes]
    return {head.size: head for head in heads}


class _Export:
    def __init__(self, keys: Sequence[PublicKey], published: dict[int, Head]) -> None:
        self.report = Report()
        self._keys, self._published = keys, published
        self._stated, self._computed = Growing(), Growing()
        self._suspects: list[int] = []  # rows that do not hash to their leaf, since the last head
        self._link, self._batch = GENESIS, list[Entry]()
        self._replay = Replay()
        self._last_good = 0
        self._lost = False  # a head did not fit: those after it say nothing more
        self._ended = False

    def take(self, line: dict[str, Any]) -> None:
        if "entry" in line:
            self._take_entry(line["entry"], bytes.fromhex(line["leaf"]))
        elif "link" in line:
            self._take_link(line["link"])
        elif "head" in line:
            self._take_head(line["head"])
        elif "account" in line:
            self._replay.open_account(line["account"][0], line["account"][3])
        elif "end" in line:
            self._ended = True
            if line["end"] != self.report.entries:
                self.report.say(f"the file speaks of {line['end']} entries and has {self.report.entries}")
        elif "superapp_audit" not in line:
            raise ValueError("neither entry nor link nor head")

    def finish(self) -> None:
        report = self.report
        if not self._ended:
            report.say(f"the file ends early, after entry {report.entries}")
        if self._batch:
            report.say(f"entry {self._batch[0].seq} stands in no link")
        if self._suspects:
            rows = ", ".join(map(str, self._suspects[:FINDINGS_MAX]))
            report.say(f"rows {rows} do not give their leaf hash, and no signed head after them holds")
        self._replay.finish(report.say)
        for size, head in self._published.items():
            if size > report.entries:
                report.say(
                    f"a head over {size} entries was published at {head.sealed_at.isoformat()}; they are missing"
                )

    def _take_entry(self, row: list[Any], leaf: bytes) -> None:
        entry = _entry(row)
        report = self.report
        expected = report.entries + 1
        if entry.seq != expected:
            missing = f"entry {expected} is missing" if entry.seq > expected else f"entry {entry.seq} stands twice"
            report.say(f"{missing}; the next row is entry {entry.seq}")
        report.entries = entry.seq
        computed = leaf_hash(entry_bytes(entry, microseconds(entry.posted_at)))
        if computed != leaf:
            self._suspects.append(entry.seq)
        self._stated.append(leaf)
        self._computed.append(computed)
        self._batch.append(entry)
        self._replay.take(entry, report.say)
        published = self._published.get(self._stated.size)
        if published and published.root != self._stated.root():
            report.say(f"the rows up to {published.size} are not those whose head was published")

    def _take_head(self, note: str) -> None:
        report = self.report
        try:
            head = read_note(note, self._keys)
        except NoteInvalid as error:
            report.say(f"a head after entry {report.entries}: {error}")
            return
        report.heads += 1
        if self._lost:
            return
        if (head.size, head.root) == (self._stated.size, self._stated.root()):
            # The leaves are those that were sealed: whoever does not fit his leaf was changed.
            report.changed += self._suspects
        elif (head.size, head.root) == (self._computed.size, self._computed.root()):
            if self._suspects:
                report.say(f"the leaf hashes of rows {self._suspects} were changed; the rows themselves were not")
        else:
            self._lost = True
            span = f"{self._last_good + 1} to {head.size}"
            report.say(f"rows {span} are not those that were sealed at {head.sealed_at.isoformat()}")
            return
        self._suspects = []
        self._last_good = report.sealed = head.size

    def _take_link(self, row: list[Any]) -> None:
        batch, first_seq, entries, digest, posted_us = row
        link = ChainLink(batch, first_seq, entries, bytes.fromhex(digest), moment_of(posted_us))
        before, part, self._batch = self._link, self._batch, []
        self._link, self.report.links = link, self.report.links + 1
        if link.batch != before.batch + 1:
            self.report.say(f"link {before.batch + 1} is missing; the next one is {link.batch}")
        elif not part or next_link(before, part) != link:
            first, last = link.first_seq, link.first_seq + link.entries - 1
            self.report.say(f"link {link.batch} does not follow from its rows, {first} to {last}")


def _entry(row: list[Any]) -> Entry:
    seq, key, kind, debit, credit, amount, cause, hold, x, y, z, batch, posted_us = row
    held = bytes.fromhex(hold) if hold else None
    moment = moment_of(posted_us)
    return Entry(seq, bytes.fromhex(key), Kind(kind), debit, credit, amount, cause, held, x, y, z, batch, moment)
