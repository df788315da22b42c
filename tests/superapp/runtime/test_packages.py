"""Subpackages: their scripts come when they are needed, or a little ahead where the program asks for it."""

import shutil

from playwright.async_api import expect

from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.site import Site


def loaded(site: Site) -> list[str]:
    return [one for one in site.served if one.startswith("logic/")]


async def scripted(program: Open, expression: str) -> object:
    return await program.page.workers[0].evaluate(expression)


async def test_a_package_comes_when_its_page_opens_and_once(open_program: Opener, site: Site) -> None:
    trails = await open_program("trails")
    for _ in range(200):
        if loaded(site) == ["logic/packs/maps.js"]:  # preloadRule
            break
        await trails.page.wait_for_timeout(20)
    await trails.frame.locator(".trail").first.click()
    await expect(trails.frame.locator(".bar")).to_have_count(24)
    for _ in range(2):
        await scripted(trails, "() => wx.navigateTo({ url: '/packs/gear/list/list' })")
        await trails.text(".left", "4 to go")
        await scripted(trails, "() => wx.navigateBack()")
        await trails.frame.locator(".left").wait_for(state="detached")

    assert loaded(site) == ["logic/packs/maps.js", "logic/packs/gear.js"]
    assert trails.problems() == []


async def test_a_package_that_does_not_come_leaves_the_page_and_comes_at_the_next_try(
    open_program: Opener, site: Site
) -> None:
    trails = await open_program("trails")
    site.withheld.add("logic/packs/gear.js")
    go = "() => wx.navigateTo({ url: '/packs/gear/list/list' }).catch((error) => error.errMsg)"

    assert str(await scripted(trails, go)).startswith("navigateTo:fail")
    assert await scripted(trails, "() => getCurrentPages().map((one) => one.route)") == ["pages/home/home"]

    site.withheld.clear()
    assert (await scripted(trails, go))["errMsg"] == "navigateTo:ok"  # type: ignore[index]
    await trails.text(".left", "4 to go")


async def test_app_js_waits_for_the_first_page_that_needs_it(open_program: Opener) -> None:
    gear = await open_program("trails", "packs/gear/list/list")
    assert await scripted(gear, "() => 'walked' in getApp()") is False

    await scripted(gear, "() => wx.navigateTo({ url: '/pages/home/home' })")

    await gear.text(".trail", "Pine ridge")
    assert await scripted(gear, "() => 'walked' in getApp()") is True
    assert gear.problems() == []


async def test_a_bundle_from_before_has_all_scripts_in_one_file(open_program: Opener, site: Site) -> None:
    old = site.folder / "trails-old"
    shutil.copytree(site.folder / "trails", old)
    parts = [old / "logic.js", *sorted((old / "logic").rglob("*.js"))]
    (old / "logic.js").write_text("".join(part.read_text() for part in parts))
    shutil.rmtree(old / "logic")
    try:
        trails = await open_program("trails-old")
        await trails.frame.locator(".trail").first.click()
        await expect(trails.frame.locator(".bar")).to_have_count(24)
        await scripted(trails, "() => wx.navigateTo({ url: '/packs/gear/list/list' })")
        await trails.text(".left", "4 to go")
        assert loaded(site) == []
        assert trails.problems() == []
    finally:
        shutil.rmtree(old)


async def test_a_fault_in_a_package_is_told_in_the_developers_words(open_program: Opener) -> None:
    trails = await open_program("trails", "packs/maps/sheet/sheet?id=pine")
    await scripted(trails, "() => { getApp().remember = null; }")
    await trails.frame.locator(".done").click()

    line = await trails.said("packs/maps/sheet/sheet.ts:16")
    assert "logic" not in line


async def test_a_worker_runs_no_other_file_and_no_other_place(open_program: Opener, site: Site) -> None:
    trails = await open_program("trails")
    run = "(url) => { try { importScripts(url); return 'ran'; } catch (error) { return error.name; } }"
    base = f"{site.origin}/mp/trails/h/"
    for url in (f"{base}meta.js", f"{base}logic.js", f"{base}logic/../meta.js", f"{site.origin}/rt/worker.js",
                "data:text/javascript,1", "https://elsewhere.example/a.js"):  # fmt: skip
        assert await trails.page.workers[0].evaluate(run, url) == "NetworkError", url
    blob = f"() => ({run})(URL.createObjectURL(new Blob(['1'])))"
    assert await scripted(trails, blob) == "NetworkError"
    assert await scripted(trails, "() => import('data:text/javascript,1').catch(() => 'refused')") == "refused"
