"""What the database itself refuses, whatever the code above it does; and what becomes of a batch it refuses."""

import asyncio
from pathlib import Path

import pytest

from tests.support import TravelClock
from tests.wallet.ledger.conftest import make_ledger
from tests.wallet.ledger.raw import REFUSALS, Raw
from tests.wallet.ledger.support import authorize, open_person, post
from wallet.books import examine_ledger, failures
from wallet.errors import BrokenPromise
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import Entry

ROW = (
    "INSERT INTO entry"
    " SELECT {seq}, {key}, kind, debit, credit, {amount}, {cause}, hold, 0, 0, 0, 9, {moment}, 0, 0 FROM entry"
)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE entry SET amount_minor = 1", "append-only"),
        ("DELETE FROM entry", "append-only"),
        ("UPDATE chain SET first_seq = 2", "append-only"),
        ("DELETE FROM chain", "append-only"),
        ("UPDATE account SET balance_minor = -1 WHERE kind = 'person'", "available_stays_above_floor"),
        ("UPDATE account SET held_minor = balance_minor + 1 WHERE kind = 'person'", "available_stays_above_floor"),
        ("UPDATE account SET held_minor = -1", "held_is_not_negative"),
        ("UPDATE account SET state = 'closed'", "a_closed_account_is_empty"),
        ("UPDATE account SET state = 'lost'", "account_state_is_known"),
        (
            "UPDATE account SET floor_minor = 1 WHERE kind = 'person' AND balance_minor > held_minor",
            "floor_is_not_positive",
        ),
        ("UPDATE hold SET state = 'lost'", "hold_state_is_known"),
    ],
)
async def test_a_change_that_must_never_be(
    ledger: Ledger, database_url: str, tmp_path: Path, statement: str, says: str
) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(authorize("aside", ann, ben, 10))

    with pytest.raises(REFUSALS, match=says):
        await Raw(database_url, tmp_path).run(statement)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": "key"}, "one_entry_per_key|entry.key"),
        ({"key": "{short}"}, "key_is_16_bytes|capture_and_void"),
        ({"amount": "0"}, "amount_is_positive_unless_voided"),
        ({"cause": "''"}, "cause_is_1_to_128_characters"),
        ({"seq": "1"}, "entry_pkey|entry.seq|append-only"),
    ],
)
async def test_an_entry_that_must_never_be(
    ledger: Ledger, database_url: str, tmp_path: Path, change: dict[str, str], says: str
) -> None:
    await open_person(ledger, "ann", 100)
    fresh, short = ("'\\x00112233445566778899aabbccddeeff'::bytea", "'\\x00'::bytea")
    if not database_url:
        fresh, short = ("x'00112233445566778899aabbccddeeff'", "x'00'")
    moment = "now()" if database_url else "0"
    values = {"seq": "2", "key": fresh, "amount": "5", "cause": "'test:a'", "moment": moment} | change
    values["key"] = values["key"].format(short=short)

    with pytest.raises(REFUSALS, match=says):
        await Raw(database_url, tmp_path).run(ROW.format(**values))


async def test_or_replace_does_not_slip_past_the_journal(ledger: Ledger, database_url: str, tmp_path: Path) -> None:
    if database_url:
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    await open_person(ledger, "ann", 100)

    with pytest.raises(REFUSALS, match="append-only"):
        await Raw(database_url, tmp_path).run("INSERT OR REPLACE INTO entry SELECT * FROM entry")


async def test_the_owner_has_no_right_to_change_the_journal(ledger: Ledger, database_url: str, tmp_path: Path) -> None:
    if not database_url:
        pytest.skip("SQLite has no rights")
    raw = Raw(database_url, tmp_path)
    await raw.run("DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'plain_owner') THEN"
                  " CREATE ROLE plain_owner LOGIN; END IF; END $$")  # fmt: skip
    for table in ("account", "entry", "hold", "chain", "schema_version"):
        await raw.run(f"ALTER TABLE {table} OWNER TO plain_owner")
    await raw.run("ALTER FUNCTION apply OWNER TO plain_owner; GRANT USAGE ON SCHEMA ledger TO plain_owner")
    owner = Raw(database_url.replace("postgres@", "plain_owner@"), tmp_path)

    for statement in (
        "UPDATE entry SET amount_minor = 1",
        "DELETE FROM entry",
        "TRUNCATE chain",
        "DELETE FROM account",
    ):
        with pytest.raises(REFUSALS, match="permission denied"):
            await owner.run(statement)

    mine = make_ledger(owner.url, tmp_path, TravelClock())
    await mine.start()
    ann = await open_person(mine, "ann", 100)
    assert (await mine.get_account(ann)).balance_minor == 100
    await mine.stop()


async def test_a_host_that_owns_nothing_can_work_and_cannot_write_an_entry_itself(
    ledger: Ledger, database_url: str, tmp_path: Path
) -> None:
    """The grants that docs/decisions/0003-ledger.md names."""
    if not database_url:
        pytest.skip("SQLite has no rights")
    raw = Raw(database_url, tmp_path)
    await raw.run(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'mere_host') THEN"
        " CREATE ROLE mere_host LOGIN; END IF; END $$; GRANT USAGE ON SCHEMA ledger TO mere_host;"
        " GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO mere_host;"
        " GRANT INSERT, UPDATE ON ledger.account TO mere_host;"
        " GRANT EXECUTE ON FUNCTION ledger.apply TO mere_host"
    )
    mere = Raw(database_url.replace("postgres@", "mere_host@"), tmp_path)
    host = make_ledger(mere.url, tmp_path, TravelClock())
    await host.start()

    ann = await open_person(host, "ann", 100)

    assert (await host.get_account(ann)).balance_minor == 100
    for statement in (
        "INSERT INTO entry SELECT * FROM entry",
        "INSERT INTO chain SELECT * FROM chain",
        "DELETE FROM hold",
    ):
        with pytest.raises(REFUSALS, match="permission denied"):
            await mere.run(statement)
    await host.stop()


async def test_a_draft_that_only_the_database_refuses_spoils_nothing_for_the_others(
    ledger: Ledger, database_url: str, tmp_path: Path
) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    # A rule that the code does not know of.
    if database_url:
        await Raw(database_url, tmp_path).run("ALTER TABLE entry ADD CONSTRAINT no_seven CHECK (amount_minor <> 7)")
    else:
        await Raw(database_url, tmp_path).run(
            "CREATE TRIGGER no_seven BEFORE INSERT ON entry WHEN NEW.amount_minor = 7"
            " BEGIN SELECT RAISE(ABORT, 'no_seven'); END"
        )

    results = await asyncio.gather(
        *(ledger.submit(post(f"{i}", ann, ben, i)) for i in range(1, 10)), return_exceptions=True
    )

    assert [isinstance(result, Entry) for result in results] == [i != 7 for i in range(1, 10)]
    assert isinstance(results[6], BrokenPromise)
    assert "no_seven" in str(results[6])
    assert (await ledger.get_account(ann)).balance_minor == 100 - 45 + 7
    assert failures(await examine_ledger(ledger)) == []


async def test_a_second_start_finds_the_schema_up_to_date(
    ledger: Ledger, database_url: str, tmp_path: Path, clock: TravelClock
) -> None:
    ann = await open_person(ledger, "ann", 100)
    others = [make_ledger(database_url, tmp_path, clock) for _ in range(3)]
    await asyncio.gather(*(other.start() for other in others))

    assert [(await other.get_account(ann)).balance_minor for other in others] == [100] * 3

    for other in others:
        await other.stop()


async def test_several_processes_may_start_on_an_empty_database_at_once(
    database_url: str, tmp_path: Path, clock: TravelClock
) -> None:
    ledgers = [make_ledger(database_url, tmp_path, clock) for _ in range(4)]

    await asyncio.gather(*(one.start() for one in ledgers))

    heads = [await one.head() for one in ledgers]
    assert {head.batch for head in heads} == {0}
    for one in ledgers:
        await one.stop()
