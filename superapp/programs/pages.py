"""The pages of a program, as its bundle's facts list them. Called by the flows that open a program and by those that
send a message which leads to a page."""

from dataclasses import dataclass
from typing import Any, ClassVar

from superapp.base.errors import HostError

PATH_LENGTH_MAX = 4096


@dataclass(eq=False)
class PageUnknown(HostError):
    """The program has no such page."""

    code: ClassVar[str] = "page_unknown"
    page: str


def page_of(facts: dict[str, Any], path: str) -> tuple[str, str]:
    """(page, query) of "pages/goods/goods?id=7"; the entry page for "". Raises PageUnknown.

    A leading slash and the platform's ".html" are allowed, because both stand in links that people share.
    """
    page, _, query = path[:PATH_LENGTH_MAX].partition("?")
    page = page.strip("/").removesuffix(".html")
    pages: list[str] = list(facts.get("pages") or [])
    page = page or str(facts.get("entry") or pages[0])
    if page not in pages:
        raise PageUnknown(page[:200])
    return page, query.partition("#")[0]
