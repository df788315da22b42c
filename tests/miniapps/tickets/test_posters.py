"""What is committed is what the drawing code draws, and the program stays small."""

from miniapps.tickets.posters.__main__ import IMAGES, pictures
from miniapps.tickets.server.rules.airports import AIRPORTS
from miniapps.tickets.server.world import EVENTS, FILMS

PACKAGE_BYTES_MAX = 2_000_000


def test_every_film_event_and_airport_has_its_own_committed_picture() -> None:
    drawn = pictures()
    committed = {str(path.relative_to(IMAGES)): path.read_text(encoding="utf-8") for path in IMAGES.rglob("*.svg")}
    assert committed == drawn
    names = (
        [f"films/{one}" for one in FILMS] + [f"events/{one}" for one in EVENTS] + [f"places/{one}" for one in AIRPORTS]
    )
    assert {f"{name}.svg" for name in names} <= set(drawn)
    assert (len(FILMS), len(EVENTS), len(AIRPORTS)) == (8, 10, 6)


def test_the_program_is_smaller_than_a_package_may_be() -> None:
    program = IMAGES.parent
    assert sum(path.stat().st_size for path in program.rglob("*") if path.is_file()) < PACKAGE_BYTES_MAX
