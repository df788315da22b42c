"""Money from a merchant: the host's own sheet says from whom, how much and what for; the person takes or leaves it."""

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.host.test_person import asked, press, sheet, wx
from tests.superapp.runtime.site import Site

TITLE = "Lantern Lane sends you money"
CALL = "wx.requestMerchantTransfer({mchId: '1600000001', appId: 'people', package: 'p4ck4ge'})"
ARG = {"mchId": "1600000001", "appId": "people", "package": "p4ck4ge"}


async def test_a_person_takes_what_a_merchant_sends(open_program: Opener, site: Site) -> None:
    program = await open_program("people")

    call = wx(program, CALL)
    words = await sheet(program, TITLE).inner_text()
    for fact in ("3.00 CNY", "Tea lottery", "Prize"):
        assert fact in words
    focused = await program.page.evaluate("() => document.activeElement.textContent")
    assert focused == "Not now", "Enter takes nothing that nobody has read"
    assert await wx(program, CALL) == "requestMerchantTransfer:fail a transfer is open already"
    assert asked(site, "takeMerchantTransfer") == []
    await press(program, TITLE, "Accept")

    assert (await call)["errMsg"] == "requestMerchantTransfer:ok"
    assert asked(site, "showMerchantTransfer") == [ARG]
    assert asked(site, "takeMerchantTransfer") == [ARG]


async def test_leaving_the_sheet_takes_nothing(open_program: Opener, site: Site) -> None:
    program = await open_program("people")

    call = wx(program, CALL)
    await press(program, TITLE, "Not now")
    assert await call == "requestMerchantTransfer:fail cancel"
    call = wx(program, CALL)
    await sheet(program, TITLE).wait_for()
    await program.page.keyboard.press("Escape")
    assert await call == "requestMerchantTransfer:fail cancel"

    assert asked(site, "takeMerchantTransfer") == []


async def test_a_refusal_is_told_in_the_calls_own_name(open_program: Opener, site: Site) -> None:
    site.answers["showMerchantTransfer"] = {
        "refused": {"errno": 1001, "errMsg": "showMerchantTransfer:fail package is invalid"}
    }
    program = await open_program("people")

    assert await wx(program, CALL) == "requestMerchantTransfer:fail package is invalid"
