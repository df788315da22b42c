"""What a row of the access matrix says, and which answers it allows to whom."""

from dataclasses import dataclass, field
from typing import Any

ANYBODY = ("anonymous", "person", "developer", "operator", "auditor")
REFUSED = {400, 403, 404, 409, 410}
DONE = {200, 201, 204, 303}


@dataclass(frozen=True)
class Row:
    """kind: who may (see `expected`). address: with Ann's ids in braces. body: JSON when `is_json`, else a form."""

    kind: str
    address: str = ""
    body: dict[str, Any] = field(default_factory=dict[str, Any])
    is_json: bool = False


def expected(kind: str, who: str) -> set[int]:
    """The statuses a kind of address may give to this visitor."""
    if kind == "public":
        return DONE | REFUSED | {401, 429}
    if kind in {"token", "signed"}:  # a cookie counts for nothing here
        return {401, 404}
    if who == "anonymous":
        return {401, 303, 403}  # 403: a form without the token of its page
    if kind == "own":
        return DONE | REFUSED
    if kind == "anns":
        return REFUSED | {401}  # 401: of a program session that is another's
    allowed = {
        "look": ("operator", "auditor"),
        "operate": ("operator",),
        "develop": ("developer",),
        "keep": ("developer", "operator"),
    }[kind]
    return DONE | {404, 409} if who in allowed else {403}
