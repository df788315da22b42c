"""The pages people read, as a test sees them: their fenced blocks, their links, their tables."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Page:
    """name: from the root of the project, such as "docs/operate/install.md"."""

    name: str
    text: str

    def blocks(self, language: str) -> list[str]:
        return [body for kind, body in _FENCE.findall(self.text) if kind == language]

    def languages(self) -> set[str]:
        return {kind for kind, _ in _FENCE.findall(self.text)}

    def links(self) -> list[str]:
        """Targets inside the project."""
        found = _LINK.findall(_FENCE.sub("", self.text))
        return [target for target in found if not target.startswith(("http://", "https://", "mailto:"))]

    def anchors(self) -> set[str]:
        """What `#…` can name: headings in lower case, blanks as dashes, no other signs."""
        headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    def first_column(self, heading: str) -> list[str]:
        """The code words in the first cells of every table whose first column has this heading."""
        words: list[str] = []
        for table in re.findall(rf"^\| {heading} \|.*\n\|[-| :]+\|\n((?:\|.*\n)+)", self.text, re.MULTILINE):
            for row in table.splitlines():
                words += re.findall(r"`([^`]+)`", row.split("|")[1])
        return words


def page(name: str) -> Page:
    return Page(name, (ROOT / name).read_text())


def all_pages() -> list[Page]:
    """README.md and everything under docs/."""
    names = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
    return [page(name) for name in names]
