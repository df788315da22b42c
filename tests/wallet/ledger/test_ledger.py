"""What `Ledger` promises, on both engines: money moves once, refusals say why, and reads find what was written."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support import TravelClock
from tests.wallet.ledger.conftest import make_ledger
from tests.wallet.ledger.support import authorize, capture, key, open_cash, open_person, post, void
from wallet.ledger.chain import GENESIS, next_link
from wallet.ledger.holds import void_expired
from wallet.ledger.ledger import Ledger
from wallet.ledger.model import (
    BALANCE_MINOR_MAX,
    FLOOR_MINOR_MIN,
    AccountKind,
    AccountRefused,
    AccountState,
    Draft,
    EntryUnknown,
    HoldRefused,
    InsufficientFunds,
    KeyReused,
    Kind,
)
from wallet.money import AMOUNT_MINOR_MAX


async def balance(ledger: Ledger, account: int) -> tuple[int, int]:
    found = await ledger.get_account(account)
    return found.balance_minor, found.held_minor


async def refused(ledger: Ledger, draft: Draft) -> str:
    """The reason of the refusal that this draft meets."""
    with pytest.raises((AccountRefused, HoldRefused)) as caught:
        await ledger.submit(draft)
    return caught.value.reason


async def test_a_post_moves_money_and_tells_the_balances_after_it(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 1000), await open_person(ledger, "ben")

    entry = await ledger.submit(post("gift", ann, ben, 300))

    assert (entry.debit_balance_minor, entry.credit_balance_minor, entry.debit_held_minor) == (700, 300, 0)
    assert await balance(ledger, ann) == (700, 0)
    assert await balance(ledger, ben) == (300, 0)
    assert entry == await ledger.get_entry(entry.seq) == await ledger.find_entry_by_key(key("gift"))


async def test_a_repeated_key_returns_the_first_entry_and_moves_nothing(ledger: Ledger, clock: TravelClock) -> None:
    ann, ben = await open_person(ledger, "ann", 1000), await open_person(ledger, "ben")
    first = await ledger.submit(post("gift", ann, ben, 300))
    clock.travel(hours=1)

    again = await ledger.submit(post("gift", ann, ben, 300))

    assert again == first
    assert await balance(ledger, ann) == (700, 0)


@pytest.mark.parametrize("change", ["amount", "payee", "payer", "cause", "kind"])
async def test_a_key_with_other_content_is_refused(ledger: Ledger, change: str) -> None:
    ann, ben = await open_person(ledger, "ann", 1000), await open_person(ledger, "ben")
    await ledger.submit(post("gift", ann, ben, 300))
    other = {
        "amount": post("gift", ann, ben, 301),
        "payee": post("gift", ann, 2, 300),
        "payer": post("gift", 2, ben, 300),
        "cause": post("gift", ann, ben, 300, cause="order:two"),
        "kind": Draft(key("gift"), Kind.AUTHORIZE, ann, ben, 300, "test:one"),
    }[change]

    with pytest.raises(KeyReused):
        await ledger.submit(other)

    assert await balance(ledger, ann) == (700, 0)


async def test_a_payment_beyond_the_balance_is_refused_and_its_key_is_free_again(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben", 500)

    with pytest.raises(InsufficientFunds) as caught:
        await ledger.submit(post("gift", ann, ben, 101))
    assert (caught.value.account, caught.value.needed_minor) == (ann, 101)

    await ledger.submit(post("rescue", ben, ann, 1))
    assert (await ledger.submit(post("gift", ann, ben, 101))).debit_balance_minor == 0


async def test_an_account_with_a_floor_goes_below_zero_down_to_it(ledger: Ledger) -> None:
    cash, ann = await open_cash(ledger, floor_minor=-500), await open_person(ledger, "ann")

    await ledger.submit(post("one", cash, ann, 500))
    with pytest.raises(InsufficientFunds):
        await ledger.submit(post("two", cash, ann, 1))

    assert await balance(ledger, cash) == (-500, 0)


async def test_unknown_equal_and_foreign_accounts_are_refused(ledger: Ledger) -> None:
    ann, eva = await open_person(ledger, "ann", 100), await open_person(ledger, "eva", 100, currency="EUR")

    assert await refused(ledger, post("a", 999, ann, 1)) == "debit_unknown"
    assert await refused(ledger, post("b", ann, 999, 1)) == "credit_unknown"
    assert await refused(ledger, post("c", ann, ann, 1)) == "same_account"
    assert await refused(ledger, post("d", ann, eva, 1)) == "two_currencies"


async def test_a_frozen_account_takes_money_and_lets_none_out(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben", 100)
    await ledger.submit(authorize("stay", ann, ben, 10))
    await ledger.set_account_state(ann, AccountState.FROZEN)

    assert await refused(ledger, post("out", ann, ben, 1)) == "debit_frozen"
    assert await refused(ledger, authorize("aside", ann, ben, 1)) == "debit_frozen"
    assert await refused(ledger, capture("take", "stay", 1)) == "debit_frozen"
    assert (await ledger.submit(post("in", ben, ann, 1))).credit_balance_minor == 101
    assert (await ledger.submit(void("release", "stay"))).debit_held_minor == 0

    await ledger.set_account_state(ann, AccountState.OPEN)
    assert (await ledger.submit(post("out", ann, ben, 1))).debit_balance_minor == 100


async def test_a_closed_account_is_empty_and_takes_nothing(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(authorize("stay", ann, ben, 10))
    await ledger.set_account_state(ben, AccountState.CLOSED)

    assert await refused(ledger, post("in", ann, ben, 1)) == "credit_closed"
    assert await refused(ledger, post("out", ben, ann, 1)) == "debit_closed"
    assert await refused(ledger, capture("take", "stay", 1)) == "credit_closed"
    with pytest.raises(AccountRefused, match="not_empty"):
        await ledger.set_account_state(ann, AccountState.CLOSED)


async def test_accounts_open_once_and_are_found(ledger: Ledger) -> None:
    ann = await open_person(ledger, "ann")

    assert await ledger.open_account(AccountKind.PERSON, "ann", "CNY") == ann
    assert await ledger.open_account(AccountKind.PERSON, "ann", "EUR") != ann
    assert await ledger.open_account(AccountKind.MERCHANT, "ann", "CNY") != ann
    together = await asyncio.gather(*(ledger.open_account(AccountKind.FEES, "house", "CNY") for _ in range(8)))
    assert len(set(together)) == 1
    found = await ledger.find_account(AccountKind.PERSON, "ann", "CNY")
    assert found is not None
    assert (found.id, found.available_minor, found.state) == (ann, 0, AccountState.OPEN)
    assert await ledger.find_account(AccountKind.PERSON, "nobody", "CNY") is None
    assert [account.id for account in await ledger.accounts_after(0, 2)] == [1, 2]


async def test_malformed_and_missing_accounts_are_refused(ledger: Ledger) -> None:
    for owner, currency, floor in (("", "CNY", 0), ("ann", "XYZ", 0), ("ann", "CNY", 1), ("ann", "CNY", -(2**62))):
        with pytest.raises(AccountRefused):
            await ledger.open_account(AccountKind.PERSON, owner, currency, floor_minor=floor)
    with pytest.raises(AccountRefused):
        await ledger.get_account(12345)
    with pytest.raises(AccountRefused):
        await ledger.set_account_state(12345, AccountState.FROZEN)


async def test_held_money_stays_but_cannot_be_spent(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")

    entry = await ledger.submit(authorize("room", ann, ben, 80))

    assert (entry.debit_balance_minor, entry.debit_held_minor, entry.credit_balance_minor) == (100, 80, 0)
    with pytest.raises(InsufficientFunds):
        await ledger.submit(post("gift", ann, ben, 21))
    assert (await ledger.submit(post("gift", ann, ben, 20))).debit_balance_minor == 80
    hold = await ledger.find_hold(key("room"))
    assert hold is not None
    assert (hold.state, hold.amount_minor, hold.debit, hold.credit) == ("open", 80, ann, ben)
    assert await ledger.open_holds() == [hold]


async def test_a_partial_capture_takes_its_part_and_releases_the_rest(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(authorize("room", ann, ben, 80))

    entry = await ledger.submit(capture("stay", "room", 30))

    assert (entry.debit, entry.credit, entry.amount_minor, entry.hold) == (ann, ben, 30, key("room"))
    assert await balance(ledger, ann) == (70, 0)
    assert await balance(ledger, ben) == (30, 0)
    assert entry == await ledger.submit(capture("stay", "room", 30, debit=ann, credit=ben))
    assert await refused(ledger, capture("more", "room", 1)) == "captured"
    assert await refused(ledger, void("undo", "room")) == "captured"
    assert await ledger.open_holds() == []


async def test_a_voided_hold_is_free_again_and_cannot_be_captured(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(authorize("room", ann, ben, 80))

    entry = await ledger.submit(void("undo", "room"))

    assert (entry.amount_minor, entry.debit_held_minor) == (0, 0)
    assert await refused(ledger, capture("stay", "room", 1)) == "void"


async def test_a_capture_is_refused_for_what_was_never_or_less_or_otherwise_held(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(authorize("room", ann, ben, 80))

    assert await refused(ledger, capture("a", "nothing", 1)) == "unknown"
    assert await refused(ledger, capture("b", "room", 81)) == "more_than_held"
    assert await refused(ledger, capture("c", "room", 1, debit=ben)) == "not_the_holds_accounts"
    assert await refused(ledger, capture("d", "room", 1, credit=ann)) == "not_the_holds_accounts"


async def test_an_expired_hold_cannot_be_captured_and_is_voided_by_the_sweep(
    ledger: Ledger, clock: TravelClock
) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    end = clock.now() + timedelta(minutes=15)
    await ledger.submit(authorize("short", ann, ben, 30, expires_at=end))
    await ledger.submit(authorize("long", ann, ben, 20))
    clock.travel(minutes=14, seconds=59)
    assert await refused(ledger, capture("edge", "short", 31)) == "more_than_held"
    clock.travel(seconds=1)

    assert await refused(ledger, capture("late", "short", 30)) == "expired"
    assert [hold.key for hold in await ledger.open_holds(expired_at=clock.now())] == [key("short")]
    assert await void_expired(ledger, clock.now()) == 1
    assert await void_expired(ledger, clock.now()) == 0
    assert await balance(ledger, ann) == (100, 20)


async def test_no_balance_can_outgrow_its_number(ledger: Ledger) -> None:
    cash = await open_cash(ledger, floor_minor=FLOOR_MINOR_MIN)
    ann, ben = await open_person(ledger, "ann"), await open_person(ledger, "ben")
    steps = BALANCE_MINOR_MAX // AMOUNT_MINOR_MAX
    await asyncio.gather(*(ledger.submit(post(f"{i}", cash, ann, AMOUNT_MINOR_MAX)) for i in range(steps)))

    # What is left to the bound is smaller than one more of the largest amount.
    with pytest.raises(InsufficientFunds):
        await ledger.submit(post("beyond the floor", cash, ben, AMOUNT_MINOR_MAX))
    other = await ledger.open_account(AccountKind.CASH_IN, "other", "CNY", floor_minor=FLOOR_MINOR_MIN)
    assert await refused(ledger, post("full", other, ann, AMOUNT_MINOR_MAX)) == "credit_full"
    await ledger.submit(authorize("aside", other, ann, AMOUNT_MINOR_MAX))
    assert await refused(ledger, capture("full hold", "aside", AMOUNT_MINOR_MAX)) == "credit_full"


async def test_entries_of_an_account_come_newest_first_and_page(ledger: Ledger) -> None:
    ann, ben, eva = [await open_person(ledger, name, 100) for name in ("ann", "ben", "eva")]
    for i in range(5):
        await ledger.submit(post(f"to {i}", ann, ben, 1))
        await ledger.submit(post(f"back {i}", ben, ann, 1))
        await ledger.submit(post(f"aside {i}", ben, eva, 1))

    first = await ledger.entries_of_account(ann, limit=4)
    second = await ledger.entries_of_account(ann, before_seq=first[-1].seq, limit=100)

    assert [entry.key for entry in first] == [key(name) for name in ("back 4", "to 4", "back 3", "to 3")]
    assert len(first + second) == 11
    # Below an entry that is not the account's own: 18 is the last one aside, 17 the last one back.
    assert [entry.seq for entry in await ledger.entries_of_account(ann, before_seq=18, limit=2)] == [17, 16]
    assert [entry.seq for entry in await ledger.entries_of_account(ann, before_seq=15, limit=2)] == [14, 13]
    assert await ledger.entries_of_account(ann, before_seq=1) == await ledger.entries_of_account(999) == []
    assert all(ann in (entry.debit, entry.credit) for entry in first + second)


async def test_the_journal_reads_forward_by_seq_and_by_cause(ledger: Ledger) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    paid = await ledger.submit(post("pay", ann, ben, 10, cause="order:7"))
    back = await ledger.submit(post("refund", ben, ann, 4, cause="refund:7"))

    assert [entry.seq for entry in await ledger.entries_after(0, 10)] == [1, 2, 3]
    assert await ledger.entries_after(2, 10) == [back]
    assert await ledger.entries_of_cause("order:7") == [paid]
    assert await ledger.entries_of_cause("order:8") == []
    with pytest.raises(EntryUnknown):
        await ledger.get_entry(4)
    assert await ledger.find_entry_by_key(key("nothing")) is None


async def test_each_batch_adds_one_link_that_can_be_recomputed(ledger: Ledger) -> None:
    assert await ledger.head() == GENESIS
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await asyncio.gather(*(ledger.submit(post(f"{i}", ann, ben, 1)) for i in range(3)))

    links = await ledger.links_after(0, 10)

    head = GENESIS
    for link in links:
        head = next_link(head, await ledger.entries_after(link.first_seq - 1, link.entries))
        assert head == link
    assert links[-1] == await ledger.head() == await ledger.find_link(links[-1].batch)
    assert await ledger.find_link(99) is None


async def test_the_journal_never_runs_backwards_in_time(ledger: Ledger, clock: TravelClock) -> None:
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    first = await ledger.submit(post("one", ann, ben, 1))
    clock.travel(hours=-1)

    assert (await ledger.submit(post("two", ann, ben, 1))).posted_at == first.posted_at


async def test_a_commit_wakes_those_who_asked_and_a_refusal_does_not(ledger: Ledger) -> None:
    woken: list[int] = []
    ledger.on_commit(lambda: woken.append(1))
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    before = len(woken)

    with pytest.raises(InsufficientFunds):
        await ledger.submit(post("too much", ann, ben, 101))
    assert len(woken) == before
    await ledger.submit(post("enough", ann, ben, 100))
    assert len(woken) == before + 1


async def test_what_another_process_wrote_counts_in_the_next_batch(
    ledger: Ledger, database_url: str, tmp_path: Path, clock: TravelClock
) -> None:
    other = make_ledger(database_url, tmp_path, clock)
    await other.start()
    ann, ben = await open_person(ledger, "ann", 100), await open_person(ledger, "ben")
    await ledger.submit(post("here", ann, ben, 10))

    assert (await other.submit(post("there", ann, ben, 60))).debit_balance_minor == 30
    with pytest.raises(InsufficientFunds):
        await ledger.submit(post("too much", ann, ben, 31))
    await other.set_account_state(ann, AccountState.FROZEN)
    assert await refused(ledger, post("frozen", ann, ben, 1)) == "debit_frozen"
    assert (await ledger.submit(post("back", ben, ann, 1))).credit_balance_minor == 31

    await other.stop()
