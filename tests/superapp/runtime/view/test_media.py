"""Pictures from elsewhere, films, sounds, and what is absent."""

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import HERE, Site
from tests.superapp.runtime.view.gallery import barriers, event, settled

CDN = "https://cdn.example"


async def test_media_play_and_say_so(open_program: Opener, site: Site) -> None:
    picture = ("image/png", (HERE / "programs/gallery/images/dot.png").read_bytes())
    tone = ("audio/wav", (HERE / "programs/gallery/media/tone.wav").read_bytes())
    site.media.update({f"{CDN}/{name}.png": picture for name in ("back", "sheet")})
    site.media.update({f"{CDN}/a.png?1": picture, f"{CDN}/tone.wav": tone})
    program = await open_program("gallery", "pages/media/media")
    assert await barriers(program) == []
    frame = program.frame

    assert await event(program, "fixed load") == {"width": 1, "height": 1}
    assert await frame.evaluate("document.querySelector('#fixed').offsetHeight") == 100
    assert (await event(program, "missing error"))["errMsg"] == f"GET {CDN}/none.png failed"
    await event(program, "package load")
    # Sheets and inline styles as well.
    await program.until(
        "performance.getEntriesByType('resource').filter(one => one.name.includes('~token')).length >= 5"
    )
    assert {f"{CDN}/back.png", f"{CDN}/sheet.png"} <= set(site.fetched)
    assert await frame.get_by_role("img", name="A picture").count() == 1
    # A link of the host's page is made from it, so only a picture has that menu.
    await frame.locator("#script").click(button="right")
    await frame.locator("#fixed").click(button="right")
    await program.page.get_by_role("button", name="Show in full").click()
    shown = program.page.locator(".program-pictures img")
    assert "/mp/gallery/h/~token/" in str(await shown.get_attribute("src"))
    await shown.click()

    await event(program, "video loadedmetadata")
    await frame.locator("#play").click()
    await event(program, "video play")
    assert await event(program, "play called") == {"errMsg": "VideoContext.play:ok"}
    await event(program, "video ended")
    assert set(await event(program, "video timeupdate")) == {"currentTime", "duration"}
    await frame.locator("#over").click()
    await event(program, "over tap")
    await frame.locator("#cast").click()
    assert await event(program, "cast failed") == {"errMsg": "VideoContext.startCasting:fail not supported"}
    await frame.locator("#full").click()
    full = {"fullScreen": True, "fullscreen": True, "direction": "vertical"}
    await settled(program, "video fullscreenchange", full)
    assert await frame.evaluate("document.querySelector('#video').offsetWidth === innerWidth")
    await frame.get_by_role("button", name="Leave full screen").click()
    await settled(program, "video fullscreenchange", full | {"fullScreen": False, "fullscreen": False})
    await frame.locator("#audio").get_by_role("button", name="Play").press("Enter")
    await event(program, "audio play")
    await event(program, "audio ended")

    assert await event(program, "camera initdone") == {"maxZoom": 1}
    assert (await event(program, "live statechange"))["code"] == -2301
    assert await event(program, "ad error") == {"errCode": 1004, "errMsg": "no advertisement"}
    assert (await event(program, "official error"))["status"] == 4
    assert await frame.locator("#nick").text_content() == "Guest"
    assert await frame.evaluate("document.querySelector('#ad').offsetHeight") == 0
