"""What a page says about itself, also when it means harm."""

import pytest

from superapp.chat.page_facts import LINE_LETTERS_MAX, TITLE_LETTERS_MAX, PageFacts, read_page

HERE = "https://news.example/2026/ferry?x=1"
FULL = """<!doctype html><html><head><meta charset="utf-8"><title>Plain title</title>
<meta name="description" content="Plain words">
<meta property="og:title" content="The ferry &amp; the &lt;harbour&gt;">
<meta property='og:description' content='Runs  again
 from Monday'>
<meta property=og:site_name content="Harbour News">
<meta property="og:image" content="/pictures/ferry.jpg">
</head><body><h1>no</h1></body></html>"""


def read(text: str | bytes, content_type: str = "text/html") -> PageFacts | None:
    return read_page(text if isinstance(text, bytes) else text.encode(), content_type, HERE)


def title_of(text: str | bytes, content_type: str = "text/html") -> str:
    found = read(text, content_type)
    return found.title if found else ""


def test_open_graph_counts_before_what_every_page_has() -> None:
    assert read(FULL) == PageFacts(
        "The ferry & the <harbour>",
        "Runs again from Monday",
        "Harbour News",
        "https://news.example/pictures/ferry.jpg",
    )


def test_a_page_without_open_graph_has_its_title_and_description() -> None:
    found = read('<TITLE>\n Ferry\n times </TITLE><META NAME="Description" CONTENT="All of them">')
    assert found == PageFacts("Ferry times", "All of them", "", "")


@pytest.mark.parametrize("text", ["", "<html>", "<title></title>", "<title> \n\u200b</title>", "no markup at all"])
def test_without_a_title_there_is_nothing_to_show(text: str) -> None:
    assert read(text) is None


def test_long_words_are_cut() -> None:
    found = read(f"<title>{'a' * 5_000}</title><meta name=description content='{'b ' * 5_000}'>")
    assert found
    assert (len(found.title), found.title[-1]) == (TITLE_LETTERS_MAX, "…")
    assert (len(found.description), found.description[-1]) == (LINE_LETTERS_MAX, "…")


def test_letters_that_cannot_be_seen_are_left_out() -> None:
    assert (
        title_of("<title>pay\u202elap\u0000.exe\u200b \u2066x\ud83d</title>".encode("utf-8", "replace"))
        == "paylap .exe x?"
    )


def test_what_is_written_in_scripts_styles_and_comments_is_not_the_page() -> None:
    aside = "<!-- <title>1</title> --><script>'<title>2</title>'</script><style><title>3</title></style>"
    aside += "<noscript><meta property=og:title content=4></noscript><svg><title>5</title></svg>"
    assert title_of(f"{aside}<title>right</title>") == "right"
    assert title_of(f"<script>{'x' * 100_000}</script><title>after a long one</title>") == "after a long one"
    assert title_of("<head></head><body><title>6</title><meta property=og:title content=7>") == ""


@pytest.mark.parametrize(
    ("body", "content_type", "title"),
    [
        ("<title>Ёлка</title>".encode("koi8-r"), "text/html; charset=KOI8-R", "Ёлка"),
        ("<meta charset=gbk><title>渡轮</title>".encode("gbk"), "text/html", "渡轮"),
        ("<meta charset=koi8-r><title>é</title>".encode(), "text/html; charset=utf-8", "é"),
        (b"<title>caf\xe9</title>", "text/html", "caf\ufffd"),
        ("<title>é</title>".encode(), "text/html; charset=unicode_escape", "é"),
        ("<title>é</title>".encode(), "text/html; charset=rot13", "é"),
        ("<title>é</title>".encode(), "text/html; charset=" + "x" * 5_000, "é"),
    ],
)
def test_the_letters_of_a_page_are_read_as_it_says(body: bytes, content_type: str, title: str) -> None:
    assert title_of(body, content_type) == title


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "ftp://x.example/a.png",
        "http://[::1",
        "x" * 5_000,
        "",
    ],
)
def test_a_picture_is_at_an_http_address_or_nowhere(address: str) -> None:
    found = read(f'<title>t</title><meta property="og:image" content="{address}">')
    assert found
    assert found.picture == ""


def test_a_pictures_address_becomes_ascii() -> None:
    found = read('<title>t</title><meta property="og:image" content="//cdn.example/fähre 1.png">')
    assert found
    assert found.picture == "https://cdn.example/f%C3%A4hre%201.png"


@pytest.mark.parametrize(
    "start",
    ["<", "<a ", "<!--", "<![CDATA[", "<?", "</", "<title>", "<meta ", "<a b='", "&", "<a =", "<script", "<!doctype "],
)
def test_an_endless_beginning_ends(start: str) -> None:
    """Parsers have gone through such pages again and again for minutes."""
    size = 512 * 1024
    for page in (
        start * (size // len(start)),
        start + "=" * size,
        start + " " * size,
        f"<title>t</title>{start * 99_999}",
    ):
        found = read(page)
        assert found is None or len(found.title) <= TITLE_LETTERS_MAX
