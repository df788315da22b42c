"""Heads are signed as the journal grows, go outside, prove single entries and growth, and are not signed over a journal
that was changed."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.support import RecordedHttp, TravelClock, unreachable
from tests.wallet.ledger.raw import Raw
from tests.wallet.ledger.support import open_person, post
from tests.wallet.people import give
from wallet.audit.verify import read_published, verify_proof
from wallet.books import check_books
from wallet.house import WalletHouse
from wallet.ledger.tree import root_of
from wallet.ports import HttpReply
from wallet.seals.heads import TILE, heads_after, leaf_of, newest_head, tiles_between
from wallet.seals.keys import known_keys, rotate_key, seal_key
from wallet.seals.notes import NoteInvalid, read_key, read_note
from wallet.seals.proofs import NotSealed, prove_consistency, prove_inclusion
from wallet.seals.publishing import publications, publish
from wallet.seals.sealer import ENTRIES_MAX, JournalChanged, Sealer, run_sealer, seal_all

MANY = 2 * TILE + 300


async def many_entries(house: WalletHouse, count: int) -> None:
    ann, ben = await open_person(house.ledger, "ann", 10**6), await open_person(house.ledger, "ben")
    await asyncio.gather(*(house.ledger.submit(post(f"n{n}", ann, ben, 1)) for n in range(count - 1)))


async def test_heads_cover_the_journal_in_steps_and_prove_it(house: WalletHouse) -> None:
    await many_entries(house, MANY)
    assert await seal_all(house) == 3
    assert await seal_all(house) == 0
    heads, keys = await heads_after(house, 0, limit=10), known_keys(house.settings.data)
    entries = await house.ledger.entries_after(0, MANY)

    assert [head.size for head in heads] == [ENTRIES_MAX, 2 * ENTRIES_MAX, MANY]
    assert all(head.root == root_of(map(leaf_of, entries[: head.size])) for head in heads)
    assert [read_note(head.note, keys).size for head in heads] == [head.size for head in heads]
    assert len(await tiles_between(house, 0, 99)) == 2
    for seq in (1, 2, TILE, TILE + 1, 2 * TILE, MANY - 1, MANY):
        proof = json.loads(json.dumps(await prove_inclusion(house, seq)))
        assert f"entry {seq} is in the tree" in verify_proof(proof, keys)
        with pytest.raises(ValueError, match="is not in the signed tree"):
            verify_proof(proof | {"bytes": proof["bytes"][:-2] + "00"}, keys)
        with pytest.raises(ValueError, match="is not in the signed tree"):
            verify_proof(proof | {"entry": seq % MANY + 1}, keys)
    grown = await prove_consistency(house, ENTRIES_MAX, MANY)
    assert "nothing before was changed" in verify_proof(grown, keys)
    with pytest.raises(ValueError, match="does not begin with"):
        verify_proof(grown | {"path": grown["path"][::-1]}, keys)
    with pytest.raises(NotSealed):
        await prove_consistency(house, 5, MANY)
    assert await check_books(house) == []


async def test_a_sealer_goes_on_where_another_one_stood(house: WalletHouse) -> None:
    await many_entries(house, 5)
    first, second = (Sealer(house, seal_key(house.settings.data)) for _ in range(2))
    await first.start()
    await second.start()
    assert await first.seal()
    assert await second.seal()  # the same size: the first one stays
    await give(house, "per_ann", 10)
    assert await second.waiting() == 1
    signed = await second.seal()
    assert signed == await newest_head(house)
    assert len(await heads_after(house, 0, limit=9)) == 2


async def test_the_chore_seals_and_stops(house: WalletHouse) -> None:
    await many_entries(house, 3)
    stop = asyncio.Event()
    chore = asyncio.create_task(run_sealer(house, stop))
    while await newest_head(house) is None:  # noqa: ASYNC110 - the row is what is waited for
        await asyncio.sleep(0.01)
    stop.set()
    await chore


async def test_a_changed_journal_is_not_signed_and_the_books_say_so(
    house: WalletHouse, database_url: str, tmp_path: Path
) -> None:
    await many_entries(house, 5)
    await seal_all(house)
    raw = Raw(database_url, tmp_path)
    await raw.disarm()
    await raw.run("UPDATE entry SET cause = 'order:another' WHERE seq = 2")
    with pytest.raises(JournalChanged):
        await seal_all(house)
    assert "does not give the head signed over its first 5 entries" in "".join(await check_books(house))


async def test_heads_go_outside_and_a_place_that_was_away_gets_the_newest(
    house: WalletHouse, http: RecordedHttp, tmp_path: Path
) -> None:
    file = tmp_path / "outside.txt"
    house.settings.publish_heads_to = f"file:{file} https://witness.example/heads"
    http.answer = unreachable
    await many_entries(house, 3)
    await seal_all(house)
    assert await publish(house) == 1
    assert [bool(one.error) for one in await publications(house)] == [False, True]
    await give(house, "per_ann", 10)
    await seal_all(house)
    http.answer = lambda _sent: HttpReply(204)
    assert await publish(house) == 2
    assert await publish(house) == 0

    keys = known_keys(house.settings.data)
    assert [read_note(note, keys).size for note in read_published(file.read_text())] == [3, 4]
    assert read_note(http.sent[-1].body.decode(), keys).size == 4
    assert [(one.size, one.error) for one in await publications(house)] == [(4, ""), (4, "")]


async def test_a_new_key_signs_from_now_on_and_the_old_heads_hold(house: WalletHouse, clock: TravelClock) -> None:
    await many_entries(house, 3)
    await seal_all(house)
    old, new = rotate_key(house.settings.data, clock.now())
    await give(house, "per_ann", 10)
    await seal_all(house)
    first, second = await heads_after(house, 0, limit=9)
    assert read_note(first.note, [old]).size == 3
    assert read_note(second.note, [new]).size == 4
    with pytest.raises(NoteInvalid, match="none of the given keys"):
        read_note(second.note, [old])
    assert await check_books(house) == []


async def test_a_note_that_was_touched_is_no_head(house: WalletHouse) -> None:
    await many_entries(house, 3)
    await seal_all(house)
    head, keys = await newest_head(house), known_keys(house.settings.data)
    assert head
    assert read_key(keys[0].text()) == keys[0]
    for wrong in (head.note.replace("\n3\n", "\n4\n"), head.note.split("\n\n")[0], "", "x" * 5000, head.note[:-9]):
        with pytest.raises(NoteInvalid):
            read_note(wrong, keys)
    for wrong in ("", "superapp-ledger+00000000+AAAA", keys[0].text()[:-4] + "AAA="):
        with pytest.raises(NoteInvalid):
            read_key(wrong)
