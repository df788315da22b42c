"""What is committed is what the drawing code draws, for the covers that the host has; each program has one server."""

import json
import re

from miniapps.envelopes.pictures.__main__ import ROOT, pictures
from miniapps.envelopes.pictures.covers import COVERS
from superapp.chat import money_cards


def test_the_programs_ask_only_their_own_server() -> None:
    """What a reader of the published folders finds: one address each, in config.js."""
    for folder in ("program", "desk"):
        named = [path.name for path in (ROOT / folder).rglob("*.js") if re.search(r"https?://", path.read_text())]
        assert named == ["config.js"]
        assert json.loads((ROOT / folder / "app.json").read_text())["darkmode"] is True


def test_every_cover_of_the_host_has_a_committed_picture() -> None:
    committed = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.svg")}
    assert committed == pictures()
    assert set(COVERS) == set(money_cards.COVERS)
