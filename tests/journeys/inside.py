"""Looking into a program's frame, where the walk of the host's own screens (test_accessibility.py) does not go: every
rule of axe-core in light, weak colours once more in dark. Called by the programs' journeys at their main pages."""

from playwright.async_api import Page

from tests.journeys.test_accessibility import AXE, SETTLED

# The landmarks are the host's: a program stands inside of its <main>.
RUN = """only => axe
    .run(document, {iframes: false, resultTypes: ['violations'], ...(only ? {runOnly: only} : {})})
    .then(({violations}) => violations
    .filter(one => one.impact === 'serious' || one.impact === 'critical')
    .flatMap(one => one.nodes.map(node => `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`)))"""
IS_LIT = "light => document.documentElement.dataset.theme === light"
STICKS_OUT = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


async def faults_inside(page: Page) -> list[str]:
    """What somebody would stumble over in the program that stands open, as "light, rule: element"."""
    handle = await page.locator("sa-program iframe").element_handle()
    frame = await handle.content_frame() if handle else None
    assert frame
    if not await frame.evaluate("'axe' in window"):
        await frame.evaluate(AXE.read_text())
    found = ["it scrolls sideways"] if await frame.evaluate(STICKS_OUT) else list[str]()
    for light, only in (("light", None), ("dark", ["color-contrast"])):
        await page.emulate_media(color_scheme="dark" if light == "dark" else "light", reduced_motion="reduce")
        while not await frame.evaluate(IS_LIT, light):
            await page.wait_for_timeout(20)
        await frame.evaluate(SETTLED)
        found += [f"{light}, {fault}" for fault in await frame.evaluate(RUN, only)]
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found
