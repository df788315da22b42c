"""wx.sendEnvelope and wx.getEnvelopes in the host: the person chooses the chat or leaves it, a program's mistake shows,
and their envelopes are told after their yes alone."""

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.host.test_person import asked, press, sheet, wx
from tests.superapp.runtime.site import Site


async def test_an_envelope_is_the_persons_to_send(open_program: Opener, site: Site) -> None:
    program = await open_program("people")

    call = wx(program, "wx.sendEnvelope({total: 888, shares: 8, kind: 'lucky', greeting: 'Good year', cover: 'moon'})")
    chats = sheet(program, "Send to a chat")
    assert "Good year" in await chats.inner_text()
    assert await wx(program, "wx.sendEnvelope({})") == "sendEnvelope:fail an envelope is open already"
    await program.page.keyboard.press("Escape")
    assert await call == "sendEnvelope:fail cancel"

    for wrong in ("kind: 'fair'", "total: -1", "total: 1.5", "shares: 101"):
        assert (await wx(program, f"wx.sendEnvelope({{{wrong}}})")).startswith("sendEnvelope:fail parameter error")
    assert await program.page.workers[0].evaluate("() => wx.canIUse('sendEnvelope') && wx.canIUse('getEnvelopes')")


async def test_envelopes_are_told_after_a_yes(open_program: Opener, site: Site) -> None:
    title = "Let People see the red envelopes you gave and opened?"
    program = await open_program("people")

    call = wx(program, "wx.getEnvelopes({limit: 500})")
    await press(program, title, "Allow")

    assert (await call)["errMsg"] == "getEnvelopes:ok"
    assert asked(site, "getEnvelopes") == [{"before": "", "limit": 100}]
