"""Components that act on their page, the map, the card of a web page, and the editor."""

from pathlib import Path

from tests.superapp.runtime.conftest import Opener
from tests.superapp.runtime.site import Site
from tests.superapp.runtime.view.gallery import barriers, event, events, settled

DOT = Path(__file__).parents[1] / "programs/gallery/images/dot.png"


async def test_components_act_on_their_page(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/parts/parts")
    assert await barriers(program) == []
    frame, page = program.frame, program.page
    await page.get_by_text("From a component").wait_for()
    looks = await frame.evaluate(
        """[getComputedStyle(document.querySelector('page')).paddingTop, document.querySelector('#rem').offsetWidth,
        document.querySelector('#narrow').offsetHeight > 0, document.querySelector('#wide').offsetHeight,
        document.querySelector('#portal').closest('page > .wx-portal') !== null,
        document.querySelector('#portal').getBoundingClientRect().left,
        document.querySelector('#third').getBoundingClientRect().left]"""
    )
    assert looks == ["33px", 40, True, 0, True, 0, 250]
    await frame.locator("#portal").click()
    await event(program, "portal tap")

    await frame.locator("#open").click()
    await event(program, "container afterenter")
    assert await frame.evaluate("document.activeElement.classList.contains('wx-panel')")
    await page.keyboard.press("Escape")
    await event(program, "container afterleave")
    await program.until("document.activeElement.id === 'open'")
    await frame.locator("#open").click()
    await program.until("document.querySelector('wx-page-container').hasAttribute('data-open')")
    await frame.locator(".wx-veil").click(position={"x": 5, "y": 5})
    await event(program, "container clickoverlay")
    await program.until("!document.querySelector('wx-page-container').hasAttribute('data-open')")
    assert program.problems() == []


async def test_a_map_is_read_moved_and_asked(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/map/map")
    assert await barriers(program) == []
    frame, page = program.frame, program.page
    await event(program, "map updated")
    await frame.get_by_role("button", name="A callout").press("Enter")
    assert await event(program, "map markertap") == {"markerId": 1}
    await frame.locator(".wx-callout").filter(has_text="A callout").click()
    assert await event(program, "map callouttap") == {"markerId": 1}
    await frame.get_by_role("button", name="Control 7").click()
    assert await event(program, "map controltap") == {"controlId": 7}
    await frame.locator("#cover").click()
    await event(program, "cover tap")
    await event(program, "map tap")
    # It bubbles like any tap; the map itself was not tapped.
    assert [set(one) for one in events(program, "map tap")] == [{"x", "y"}]

    await frame.locator("#map").click(position={"x": 175, "y": 240})
    await program.said('ev map tap {"longitude"')
    tapped = await event(program, "map tap")
    assert set(tapped) == {"longitude", "latitude"}
    assert abs(tapped["longitude"] - 116.397) < 0.001
    assert tapped["latitude"] < 39.909
    await frame.locator("#map").press("ArrowRight")
    await settled(program, "map region", ["begin", "drag", 15])
    await settled(program, "map region", ["end", "drag", 15])
    await page.keyboard.press("+")
    await settled(program, "map region", ["end", "scale", 16])
    box = await frame.locator("#map").bounding_box()
    assert box
    before = len(events(program, "map region")), len(events(program, "map tap"))
    await page.mouse.move(box["x"] + 100, box["y"] + 250)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 150, box["y"] + 250)
    await page.mouse.up()
    await frame.locator("#ask").click()
    centre = await event(program, "map centre")
    assert centre["longitude"] > 116.397
    assert centre["errMsg"] == "MapContext.getCenterLocation:ok"
    assert await event(program, "map scale") is True
    # The drag was one, and no tap.
    assert len(events(program, "map region")) >= before[0] + 2
    assert len(events(program, "map tap")) == before[1]
    assert await event(program, "map refused") == "MapContext.moveToLocation:fail no location"

    await frame.get_by_role("button", name="Open in a new tab").click()
    await page.get_by_role("button", name="Cancel").click()
    assert (await event(program, "web error"))["errMsg"] == "web-view:fail cancel"
    await frame.get_by_role("button", name="Open in a new tab").click()
    await page.route("**/*", lambda route: route.abort())
    async with page.context.expect_page() as opened:
        await page.get_by_role("button", name="Open example.com").click()
    await (await opened.value).close()
    assert await event(program, "web load") == {"src": "https://example.com/a?b=1"}
    assert program.problems() == []


async def test_an_editor_writes_formats_and_gives_its_contents(open_program: Opener) -> None:
    program = await open_program("gallery", "pages/editor/editor")
    assert await barriers(program) == []
    frame, keyboard = program.frame, program.page.keyboard
    assert await event(program, "editor context") is True
    write = frame.get_by_role("textbox", name="Write something")
    await write.click()
    assert set(await event(program, "editor focus")) == {"html", "text", "delta"}
    await keyboard.type("plain ")
    await frame.locator("#bold").click()
    await settled(program, "editor statuschange", {"bold": "strong"})
    await keyboard.type("strong")
    await program.said('"insert":"strong"')
    assert events(program, "editor input")[-1]["text"] == "plain strong\n"
    await frame.locator("#head").click()
    await program.until("document.querySelector('.wx-write h2') !== null")

    await frame.locator("#set").click()
    contents = await event(program, "editor contents")
    assert contents["delta"]["ops"][:2] == [{"insert": "Hello "}, {"insert": "bold", "attributes": {"bold": "strong"}}]
    assert contents["text"].startswith("Hello bold")
    # What looks like a tag stays text.
    assert await frame.locator(".wx-write img").count() == 0
    await frame.locator("#more").click()
    await program.until("document.querySelector('.wx-write img[data-custom=\"a=1\"]') !== null")
    assert await frame.locator(".wx-write hr").count() == 1
    assert '"image":"/images/dot.png"' in [line for line in program.logs if "ev editor input" in line][-1]
    assert program.problems() == []


async def test_a_map_shows_the_streets_of_the_operators_server(open_program: Opener, site: Site) -> None:
    site.map = {"tiles": "https://tiles.example/{z}/{x}/{y}.png", "credit": "© Example streets"}
    site.any_media = ("image/png", DOT.read_bytes())  # a tile that fails is asked for again
    program = await open_program("gallery", "pages/map/map")
    await event(program, "map updated")
    await program.until("document.querySelectorAll('wx-map .wx-tiles img').length > 1")
    await program.text(".wx-credit", "© Example streets")
    places = {url.removeprefix("https://tiles.example/") for url in site.fetched}
    level, columns, rows = (
        set(column) for column in zip(*(place.removesuffix(".png").split("/") for place in places), strict=True)
    )
    assert len(level) == 1
    assert len(columns) > 1
    assert len(places) <= len(columns) * len(rows)

    before = len(site.fetched)
    await program.frame.locator("wx-map").focus()
    for _ in range(12):
        await program.page.keyboard.press("ArrowRight")
    await program.until(f"document.querySelectorAll('wx-map .wx-tiles img').length < {before + 12}")
    assert len(set(site.fetched)) == len(site.fetched)  # what is on the screen is not asked for again
    assert len(site.fetched) > before
