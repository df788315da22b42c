"""The chain over a part of the journal, and the figures of the operators' page. On SQLite alone; the engines' own
questions are in tests/wallet/ledger."""

from pathlib import Path

import pytest

from tests.support import TravelClock
from tests.wallet.ledger.raw import Raw
from tests.wallet.payments.between import share
from tests.wallet.people import ANN, BEN, SQLITE, WRONG_PIN, ann_has, draft, give, paid_order
from wallet.audit.figures import disputes_of, envelopes_of, lags_of, refusals_of, volume_of
from wallet.audit.ranges import check_range
from wallet.house import WalletHouse
from wallet.ledger.model import EntryUnknown, InsufficientFunds
from wallet.payments.confirm import confirm_order
from wallet.payments.disputes import DisputeDraft, open_dispute
from wallet.payments.envelopes import open_envelope
from wallet.payments.orders import create_order
from wallet.payments.pins import PinWrong

pytestmark = SQLITE


async def test_a_part_of_the_chain_is_recomputed_and_a_change_is_named(
    house: WalletHouse, database_url: str, tmp_path: Path
) -> None:
    for number in range(6):
        await give(house, ANN, 100, f"gift-{number}")
    whole = await check_range(house, 1, 6)
    assert (whole.first_seq, whole.last_seq, whole.links, whole.broken) == (1, 6, 6, None)
    middle = await check_range(house, 3, 4)
    assert (middle.first_seq, middle.last_seq, middle.links) == (3, 4, 2)
    assert (await check_range(house, 5, 99)).last_seq == 6
    assert (await check_range(house, 5, 1)).last_seq == 5  # backwards is the entry alone
    with pytest.raises(EntryUnknown):
        await check_range(house, 7, 9)
    raw = Raw(database_url, tmp_path)
    await raw.disarm()
    await raw.run("UPDATE entry SET cause = 'top_up:another' WHERE seq = 4")
    assert (await check_range(house, 1, 6)).broken == (4, 4, 4)
    assert (await check_range(house, 1, 3)).broken is None


async def test_figures_say_what_happened(house: WalletHouse, clock: TravelClock) -> None:
    await ann_has(house, 5_000)
    order = await paid_order(house)
    clock.travel(days=1)
    envelope = await share(house)
    await open_envelope(house, envelope.id, person_id=BEN)
    await open_dispute(house, DisputeDraft(ANN, order.id, "not_received", "The tea never came", 888))
    dear = await create_order(house, draft(out_trade_no="shop-0002", total_minor=90_000))
    with pytest.raises(InsufficientFunds):
        await confirm_order(house, order_id=dear.id, person_id=ANN, pin="402917")
    with pytest.raises(PinWrong):
        await confirm_order(house, order_id=dear.id, person_id=ANN, pin=WRONG_PIN)

    volume = {(str(one.day), one.what): (one.entries, one.amount_minor) for one in await volume_of(house, 2)}
    assert volume[("2026-11-23", "order")] == (1, 888)
    assert volume[("2026-11-24", "envelope")][0] == 2
    assert {str(one.day) for one in await volume_of(house, 1)} == {"2026-11-24"}
    [filled] = await envelopes_of(house, "CNY")
    assert (filled.envelopes, filled.total_minor, filled.returned_minor) == (1, 888, 0)
    [dispute] = await disputes_of(house, "CNY")
    assert (dispute.disputes, dispute.amount_minor, dispute.refunded_minor, dispute.overdue) == (1, 888, 0, 0)
    clock.travel(days=60)
    assert (await disputes_of(house, "CNY"))[0].overdue == 1
    assert refusals_of(house) == {"insufficient_funds": 1}
    newest = (await house.ledger.head()).first_seq
    lags = {one.reader: one for one in await lags_of(house, {"host": 3, "here": newest})}
    assert (lags["host"].behind, lags["here"].behind) == (newest - 3, 0)
    assert lags["host"].since == (await house.ledger.get_entry(4)).posted_at
    assert lags["here"].since is None
    assert {one.behind for name, one in lags.items() if name not in ("host", "here")} == {newest}
