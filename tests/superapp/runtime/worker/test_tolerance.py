"""What other people's programs do that this host cannot answer: the rest of the page is there all the same."""

from pathlib import Path

from tests.superapp.compiler.programs import write_program
from tests.superapp.runtime.conftest import Open, Opener
from tests.superapp.runtime.site import Site, compile_into


async def opened(open_program: Opener, site: Site, folder: Path, name: str, files: dict[str, str]) -> Open:
    write_program(folder, files)
    (site.folder / name).mkdir(exist_ok=True)
    await compile_into(site.folder / name, folder)
    return await open_program(name)


async def test_a_plugin_that_is_not_here_leaves_the_page_as_it_is(
    open_program: Opener, site: Site, tmp_path: Path
) -> None:
    script = """
      const speech = requirePlugin('Speech');
      const manager = speech.getManager();
      manager.onStop = () => console.log('never');
      manager.start({ lang: 'en' });
      Page({
        async onLoad() {
          const refused = await requirePlugin.async('Speech').catch((error) => error.errMsg);
          this.setData({ text: `${refused}, ${manager}.` });
        },
      });"""
    files = {
        "app.json": '{"pages": ["p/a"], "plugins": {"Speech": {"version": "1.0.0", "provider": "wx0"}}}',
        "p/a.json": '{"usingComponents": {"speak": "plugin://Speech/speak"}}',
        "p/a.wxml": '<speak id="gone"/><view id="text">{{text}}</view>',
        "p/a.js": script,
    }
    program = await opened(open_program, site, tmp_path, "plugin", files)

    await program.text("#text", "requirePlugin:fail plugin Speech is not installed, .")
    assert sum("plugin Speech is not installed here" in line for line in program.logs) == 1
    assert not any(line.startswith("error") for line in program.logs)


async def test_an_expression_that_throws_leaves_the_rest_of_the_page(
    open_program: Opener, site: Site, tmp_path: Path
) -> None:
    template = """<wxs module="m">module.exports = { cut: function (text) { return text.toFixed(2) } };</wxs>
      <view id="joined">{{list.join(', ')}}</view><view id="cut">{{m.cut('a')}}</view><view id="rest">the rest</view>"""
    script = "Page({ data: { list: ['a', 'b'] } });"
    program = await opened(open_program, site, tmp_path, "throws", {"p/a.wxml": template, "p/a.js": script})

    await program.text("#rest", "the rest")
    await program.said("wxs: TypeError: text.toFixed is not a function")
    assert await program.frame.locator("#joined").text_content() == ""
    assert await program.frame.locator("#cut").text_content() == ""
