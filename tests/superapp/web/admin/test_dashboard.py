"""The figures add up to what happened."""

from tests.superapp.conftest import Site
from tests.superapp.money import PIN, open_stall
from wallet.payments.confirm import confirm_order
from wallet.payments.disputes import DisputeDraft, open_dispute


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
    for words in ("open", "¥88.00", '<td class="number">1</td></tr>'):
        assert words in disputes, words
    for words in ('data-y="288.00"', "¥288.00", "2026-11-23", "wallet.settle", "Top-up", "Payment", "chart.js"):
        assert words in page, words
