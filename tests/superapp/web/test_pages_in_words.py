"""Every page of the host with something on it, in the pseudo language: what stands there plainly was forgotten."""

import re
from html.parser import HTMLParser

from sqlmodel import update

from superapp.accounts.people import PersonRow
from superapp.base.words import PSEUDO
from tests.superapp.web.idor_rows import ROWS
from tests.superapp.web.town import Town

# Said to nobody in particular, before anybody knows who reads: in the language of the browser.
UNNAMED = {"/offline", "/offline/{page}", "/rt/{hash}/{name}", "/words/{name}", "/mp/{appid}/{hash}/~{token}/{address}"}
# What people, programs and machines are called, or wrote.
NAMES = re.compile(
    r"canary|Superapp|Ann Rivers|Lantern Lane Ltd|Dora|Harbour|The quay is open|Two paper lanterns|Otto|Olga|\bBen\b"
    r"|Chrome on Linux|Visa|Demo mode|NUMBER000001|CNY|CSV|PDF|JSON Lines|SUCCESS",
    re.IGNORECASE,
)
# Handles, addresses, days, hashes, ids, and names of the house's own readers.
FACTS = re.compile(r"^@\w+$|://|\b20\d\d\b|^[0-9a-f]{32,64}$|^wx[0-9a-f]{16}$|^\w+[._:]\w+$|^(receipts|demo|ann)$")


class Texts(HTMLParser):
    """What somebody reads or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skipping += tag in {"script", "style", "option"}
        self.found += [value for name, value in attrs if name in {"aria-label", "placeholder", "title"} and value]

    def handle_endtag(self, tag: str) -> None:
        self.skipping -= tag in {"script", "style", "option"}

    def handle_data(self, data: str) -> None:
        if not self.skipping and data.strip():
            self.found.append(data.strip())


async def test_no_page_has_a_text_outside_the_catalogue(town: Town) -> None:
    async with town.site.house.database.write() as session:
        await session.exec(update(PersonRow).values(language=PSEUDO))
    people = {"look": town.visitors["auditor"], "operate": town.visitors["operator"]}
    people |= dict.fromkeys(("develop", "keep"), town.publisher.developer)
    forgotten: dict[str, list[str]] = {}
    seen = 0
    for (method, pattern), row in ROWS.items():
        if method != "GET" or row.kind in {"token", "signed"} or pattern in UNNAMED:
            continue
        client = await town.site.signed_in(people.get(row.kind, town.ann))
        reply = await town.ask(client, method, pattern)
        if not reply.headers.get("content-type", "").startswith("text/html"):
            continue
        texts, seen = Texts(), seen + 1
        texts.feed(reply.text)
        left = [one for one in texts.found if _is_plain(one)]
        if left:
            forgotten[pattern] = left
    assert forgotten == {}
    assert seen > 70


def _is_plain(text: str) -> bool:
    return bool(re.search(r"[A-Za-z]{3}", text)) and "~" not in text and not (NAMES.search(text) or FACTS.search(text))
