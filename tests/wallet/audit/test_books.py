"""The trial balance and the statements of any moment agree with the journal read from its start; searches find by any
id, account, amount and time."""

import random

import pytest

from tests.support import TravelClock
from tests.wallet.ledger.support import authorize, capture, open_person, post, void
from tests.wallet.people import ANN, BEN, MCHID, ann_has, give, paid_order
from wallet.audit.account_statement import account_statement, all_lines
from wallet.audit.searching import Search, currencies_of, search, search_all
from wallet.audit.trial_balance import accounts_behind, seq_at, trial_balance
from wallet.errors import WalletError
from wallet.house import WalletHouse
from wallet.ledger.model import AccountId, AccountKind, AccountRefused, Kind
from wallet.payments.transfers import TransferDraft, send_money


async def some_history(house: WalletHouse, clock: TravelClock, *, seed: int) -> None:
    """Posts and holds between five people, a second apart, some of them refused."""
    chance, ledger = random.Random(seed), house.ledger
    people = [await open_person(ledger, f"p{n}", 500) for n in range(5)]
    for n in range(60):
        clock.travel(seconds=1)
        one, other = chance.sample(people, 2)
        draft = chance.choice([
            post(f"p{n}", one, other, chance.randrange(1, 90)),
            authorize(f"h{n}", one, other, chance.randrange(1, 50)),
            capture(f"c{n}", f"h{chance.randrange(n + 1)}", 1),
            void(f"v{n}", f"h{chance.randrange(n + 1)}"),
        ])  # fmt: skip
        try:
            await ledger.submit(draft)
        except WalletError:
            continue


async def replayed(house: WalletHouse, seq: int) -> dict[AccountId, tuple[int, int]]:
    """(balance, held) of each account, from the journal's start up to `seq`."""
    found: dict[AccountId, list[int]] = {}
    holds: dict[bytes, int] = {}
    for entry in await house.ledger.entries_after(0, seq):
        debit, credit = found.setdefault(entry.debit, [0, 0]), found.setdefault(entry.credit, [0, 0])
        if entry.kind is Kind.AUTHORIZE:
            debit[1] += entry.amount_minor
            holds[entry.key] = entry.amount_minor
        else:
            debit[1] -= holds.get(entry.hold or b"", 0)
            debit[0] -= entry.amount_minor
            credit[0] += entry.amount_minor
    return {account: (balance, held) for account, (balance, held) in found.items()}


@pytest.mark.parametrize("seed", [1, 2])
async def test_any_moment_is_as_the_journal_says(house: WalletHouse, clock: TravelClock, seed: int) -> None:
    start = clock.now()
    await some_history(house, clock, seed=seed)
    for second in (0, 7, 31, 60):
        moment = start.replace(second=second % 60, minute=start.minute + second // 60)
        seq = await seq_at(house, moment)
        assert all(entry.posted_at <= moment for entry in await house.ledger.entries_after(0, seq))
        assert all(entry.posted_at > moment for entry in await house.ledger.entries_after(seq, 1))
        expected = await replayed(house, seq)

        balance = await trial_balance(house, seq)
        rows = {
            row.id: (row.balance_minor, row.held_minor)
            for line in balance.lines
            for row in await accounts_behind(house, seq, kind=line.kind, currency=line.currency)
        }

        assert balance.is_even
        assert {account: rows[account] for account in expected} == expected
        assert sum(line.credit_minor for line in balance.lines) == sum(max(0, b) for b, _ in expected.values())
        assert sum(line.held_minor for line in balance.lines) == sum(held for _, held in expected.values())


async def test_a_statement_leads_from_its_opening_to_its_closing_balance(
    house: WalletHouse, clock: TravelClock
) -> None:
    start = clock.now()
    await some_history(house, clock, seed=3)
    account = (await house.ledger.accounts_of("p1"))[0]
    since, until = start.replace(second=10), start.replace(second=40)
    statement = await account_statement(house, account.id, since=since, until=until, limit=3)
    lines = [
        line
        async for page in all_lines(house, account, first_seq=statement.first_seq, last_seq=statement.last_seq)
        for line in page
    ]

    paged, before = list(statement.lines), statement.next_before
    while before is not None:
        page = await account_statement(house, account.id, since=since, until=until, before_seq=before, limit=3)
        paged, before = [*paged, *page.lines], page.next_before
    assert paged == lines
    assert lines
    assert all(since < line.posted_at <= until for line in lines)
    moved = sum(line.amount.amount_minor for line in lines)
    assert statement.opening.amount_minor + moved == statement.closing.amount_minor
    assert statement.closing == lines[0].balance_after
    everything = await account_statement(house, account.id)
    assert everything.opening.amount_minor == 0
    assert everything.closing.amount_minor == account.balance_minor
    with pytest.raises(AccountRefused):
        await account_statement(house, 999)


async def test_all_lines_of_a_span_come_page_by_page(
    house: WalletHouse, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await give(house, ANN, 100 + number, f"gift-{number}")
    [account] = await house.ledger.accounts_of(ANN)
    monkeypatch.setattr("wallet.audit.account_statement.PAGE", 2)

    async def pages(first_seq: int, last_seq: int) -> list[list[int]]:
        return [
            [line.seq for line in page]
            async for page in all_lines(house, account, first_seq=first_seq, last_seq=last_seq)
        ]

    assert await pages(1, 5) == [[5, 4], [3, 2], [1]]
    assert await pages(1, 4) == [[4, 3], [2, 1]]
    assert await pages(3, 4) == [[4, 3]]
    assert await pages(4, 4) == [[4]]
    assert await pages(6, 9) == []


async def test_a_search_finds_by_whatever_somebody_holds(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5000)
    order = await paid_order(house)
    clock.travel(hours=1)
    later = clock.now()
    clock.travel(hours=1)
    transfer = await send_money(house, TransferDraft(ANN, BEN, "request-0001", 1250, place="con_1"), pin="402917")
    await give(house, BEN, 888, "ben")
    top_up, paid, sent, bens = await house.ledger.entries_after(0, 10)

    async def found(**wanted: object) -> list[int]:
        return [one.seq for one in await search(house, Search(**wanted))]  # pyright: ignore[reportArgumentType]

    assert await found(text=order.id) == await found(text=order.out_trade_no) == [paid.seq]
    assert await found(text=transfer.id) == await found(text="con_1") == [sent.seq]
    assert await found(text=paid.key.hex()) == await found(text=paid.cause) == [paid.seq]
    assert await found(text=str(paid.seq)) == [paid.seq]
    assert await found(text="99") == []
    assert await found(text=MCHID) == await found(text=f"account:{paid.credit}") == [paid.seq]
    assert await found(text="8.88") == [bens.seq, paid.seq]
    assert await found(text="8.88", until=later) == [paid.seq]
    assert await found(owners=(ANN,)) == [sent.seq, paid.seq, top_up.seq]
    assert await found(owners=(ANN,), amount_from=1000, amount_to=2000) == [sent.seq]
    assert await found(since=later) == [bens.seq, sent.seq]
    assert await found(currency="EUR") == await found(text="zzzz") == await found(owners=("per_nobody",)) == []
    everything = [entry async for page in search_all(house, Search()) for entry in page]
    assert everything == [bens, sent, paid, top_up]
    assert set((await currencies_of(house, everything)).values()) == {"CNY"}
    assert (await accounts_behind(house, 1, kind=AccountKind.PERSON, currency="CNY"))[0].balance_minor == 5000
