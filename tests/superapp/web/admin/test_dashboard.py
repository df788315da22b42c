"""The figures add up to what happened."""

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from wallet.money import Money
from wallet.payments.confirm import confirm_order
from wallet.payments.disputes import DisputeDraft, open_dispute
from wallet.payments.top_ups import top_up_demo


async def test_the_figures_show_what_moved(both_sites: Site) -> None:
    stall = await open_stall(both_sites)
    order = await stall.order()
    await confirm_order(both_sites.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    await open_dispute(
        both_sites.house.wallet, DisputeDraft(stall.payer.id, order.id, "not_received", "Nothing came", 8_800)
    )
    both_sites.clock.travel(days=4)
    otto = await both_sites.signed_in(await both_sites.person("Otto", roles=frozenset({"auditor"})))

    page = (await otto.get("/admin/dashboard")).text

    disputes = page.partition('id="disputes-title"')[2].partition("</table>")[0]
    for words in ("The merchant has to answer", "¥88.00", '<td class="number">1</td></tr>'):
        assert words in disputes, words
    for words in ('data-y="288.00"', "¥288.00", "2026-11-23", "wallet.settle", "Top-up", "Payment", "chart.js"):
        assert words in page, words
    assert 'id="overview"' not in page  # all of it is in one currency


async def test_each_currency_is_there_in_short_with_the_way_to_its_figures(both_sites: Site) -> None:
    stall = await open_stall(both_sites)
    order = await stall.order()
    await confirm_order(both_sites.house.wallet, order_id=order.id, person_id=stall.payer.id, pin=PIN)
    await top_up_demo(both_sites.house.wallet, stall.payer.id, Money(1_250, "USD"), reference="dollars")
    otto = await both_sites.signed_in(await both_sites.person("Otto", roles=frozenset({"auditor"})))

    page = (await otto.get("/admin/dashboard?currency=USD")).text

    overview = page.partition('id="overview"')[2].partition("</table>")[0]
    yuan, dollars = (line.partition("</tr>")[0] for line in overview.partition("<tbody>")[2].split("<tr>")[1:])
    assert '<a href="/admin/dashboard?currency=CNY">CNY</a>' in yuan
    assert '<a href="/admin/dashboard?currency=USD" aria-current="page">USD</a>' in dollars
    assert [part.partition("</td>")[0] for part in yuan.split('<td class="number">')[1:]] == [
        "¥288.00",
        "2",
        "¥112.00",
        "¥88.00",
    ]
    assert [part.partition("</td>")[0] for part in dollars.split('<td class="number">')[1:]] == [
        "$12.50",
        "1",
        "$12.50",
        "$0.00",
    ]
