"""What is committed is what the drawing code draws, for exactly the covers that the host has."""

from miniapps.envelopes.pictures.__main__ import ROOT, pictures
from miniapps.envelopes.pictures.covers import COVERS
from superapp.chat import money_cards


def test_every_cover_of_the_host_has_a_committed_picture() -> None:
    committed = {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in ROOT.rglob("*.svg")}
    assert committed == pictures()
    assert set(COVERS) == set(money_cards.COVERS)
