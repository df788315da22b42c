"""Statements: a balance, its lines, one transfer down to its link, and a search by whatever number is at hand."""

import pytest

from tests.wallet.people import ANN, MCHID, ann_has, give, paid_order, refund_draft
from wallet import finding
from wallet.finding import search
from wallet.house import WalletHouse
from wallet.ledger.model import EntryUnknown
from wallet.money import Money
from wallet.payments.refunds import create_refund
from wallet.statements import balance_of, explain, lines_of


async def test_a_balance_is_zero_before_any_money(house: WalletHouse) -> None:
    assert (await balance_of(house, ANN, "CNY")).total == Money(0)
    assert await lines_of(house, ANN) == []


async def test_lines_say_what_happened_newest_first_and_page(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    await create_refund(house, refund_draft(order, 100))

    lines = await lines_of(house, ANN)

    assert [(line.amount.amount_minor, line.balance_after.amount_minor) for line in lines] == [
        (100, 212),
        (-888, 112),
        (1000, 1000),
    ]
    assert [line.cause.partition(":")[0] for line in lines] == ["refund", "order", "top_up"]
    assert lines[1].cause == f"order:{order.id}"
    assert (await balance_of(house, ANN, "CNY")).available == lines[0].balance_after
    assert await lines_of(house, ANN, limit=1) == lines[:1]
    assert await lines_of(house, ANN, before_seq=lines[0].seq, limit=2) == lines[1:]


async def test_a_transfer_is_explained_down_to_its_link(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    refund = await create_refund(house, refund_draft(order, 100))

    paid, back = await explain(house, order.entry_seq or 0), await explain(house, refund.entry_seq or 0)

    assert (paid.debit_account.owner, paid.credit_account.owner) == (ANN, MCHID)
    assert sum(posting.amount.amount_minor for posting in paid.postings) == 0
    assert [posting.amount for posting in paid.postings] == [Money(-888), Money(888)]
    assert paid.order
    assert paid.order.id == order.id
    assert back.refund == refund
    assert paid.link_verifies
    assert back.link_verifies
    assert paid.previous_hash != paid.link.hash
    with pytest.raises(EntryUnknown):
        await explain(house, 999)


async def test_a_link_that_does_not_fit_its_entries_is_told(
    house: WalletHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    await give(house, ANN, 1000)
    read = house.ledger.entries_after

    async def altered(seq: int, limit: int) -> object:
        return [entry._replace(amount_minor=entry.amount_minor + 1) for entry in await read(seq, limit)]

    monkeypatch.setattr(house.ledger, "entries_after", altered)

    assert not (await explain(house, 1)).link_verifies


async def test_a_transfer_is_found_by_every_number(house: WalletHouse) -> None:
    await ann_has(house, 1000)
    order = await paid_order(house)
    refund = await create_refund(house, refund_draft(order, 100))
    both = [refund.entry_seq, order.entry_seq]

    async def seqs(text: str) -> list[int]:
        return [entry.seq for entry in await search(house, text)]

    for text in (order.id, order.out_trade_no, order.transaction_id or "", MCHID, f" {order.id} "):
        assert await seqs(text) == both
    for text in (refund.id, refund.out_refund_no, refund.refund_id, "1.00"):
        assert await seqs(text) == both[:1]
    assert await seqs(ANN) == [*both, 1]
    assert await seqs(str(order.entry_seq)) == both[1:]
    assert await seqs("8.88") == both[1:]
    for text in ("", "nothing", "999999", "9" * 40, "%", "'"):
        assert await seqs(text) == []
    assert finding.AMOUNT_SCAN >= 1000
