"""What survives full collections is set aside, and looked at again when there is half as much more."""

import gc
from weakref import ref

from superapp.base.garbage import LOOK_SECONDS, LongLived


class Knot:
    """A circle of one: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_circles_among_what_is_set_aside_are_found_when_it_has_grown() -> None:
    moment = 0.0
    long_lived = LongLived(lambda: moment)
    long_lived.begin()
    try:
        knot = Knot()
        seen = ref(knot)
        gc.collect()
        del knot
        gc.collect()
        assert seen() is not None, "set aside while it was held, and not looked at since"

        more = [[number] for number in range(gc.get_freeze_count())]
        moment += LOOK_SECONDS
        gc.collect()  # counts, and lets the next one see everything
        gc.collect()
        assert seen() is None
        kept = gc.get_freeze_count()
        del more
        assert gc.get_freeze_count() < kept, "what nobody holds goes at once"
    finally:
        long_lived.end()
    assert gc.get_freeze_count() == 0
