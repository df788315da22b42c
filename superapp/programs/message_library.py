"""The library of message templates: what programs may ask people for, once. A developer chooses a title and some of its
keywords; people read these words on the sheet that asks them and on the message, so they are ours and not the
program's. Pure data; texts are said in the reader's language. Called by the flows around templates."""

from dataclasses import dataclass

from superapp.base.words import N_

KEYWORDS_MIN, KEYWORDS_MAX = 2, 5


@dataclass(frozen=True, slots=True)
class Keyword:
    """kid: its number within the title. name: such as "thing1"; its letters are the kind (message_values.py)."""

    kid: int
    name: str
    label: str
    example: str


@dataclass(frozen=True, slots=True)
class Title:
    """tid: stays what it is for ever; chosen templates name it. category: of superapp.programs.registry.CATEGORIES."""

    tid: int
    title: str
    category: str
    keywords: tuple[Keyword, ...]

    def keyword(self, kid: int) -> Keyword | None:
        return next((one for one in self.keywords if one.kid == kid), None)


_WHAT = (1, "thing1", N_("What"))
_WHEN = (2, "time2", N_("When"))
_WHERE = (3, "thing3", N_("Where"))
_NOTE = (4, "thing4", N_("Note"))
_NUMBER = (5, "character_string5", N_("Order number"))
_AMOUNT = (6, "amount6", N_("Amount"))
_STATE = (7, "phrase7", N_("State"))


def _title(tid: int, title: str, category: str, *keywords: tuple[int, str, str, str]) -> Title:
    return Title(tid, title, category, tuple(Keyword(*one) for one in keywords))


LIBRARY: tuple[Title, ...] = (
    _title(
        1001,
        N_("It starts soon"),
        "tickets",
        (*_WHAT, "The Lighthouse"),
        (*_WHEN, "2026-11-28 19:30"),
        (*_WHERE, "Harbour Cinema, hall 2"),
        (*_NOTE, "Doors open at 19:10"),
        (8, "character_string8", N_("Seat"), "F7 F8"),
    ),
    _title(
        1002,
        N_("Your trip leaves soon"),
        "tickets",
        (*_WHAT, "Porto to Genoa"),
        (*_WHEN, "2026-11-28 07:15"),
        (*_WHERE, "Gate B4"),
        (*_NOTE, "Boarding at 06:45"),
    ),
    _title(
        1003,
        N_("Time or place has changed"),
        "tickets",
        (*_WHAT, "The Lighthouse"),
        (*_WHEN, "2026-11-28 20:00"),
        (*_WHERE, "Hall 3"),
        (*_NOTE, "Your seats stay the same"),
    ),
    _title(
        1101,
        N_("Back in stock"),
        "shopping",
        (*_WHAT, "Paper lantern"),
        (6, "amount6", N_("Price"), "¥38.00"),
        (*_NOTE, "12 are there"),
    ),
    _title(
        1102,
        N_("The price has dropped"),
        "shopping",
        (*_WHAT, "Paper lantern"),
        (6, "amount6", N_("Price"), "¥30.00"),
        (8, "amount8", N_("Before"), "¥38.00"),
        (*_NOTE, "Until Sunday"),
    ),
    _title(
        1103,
        N_("Sent on its way"),
        "shopping",
        (*_WHAT, "Paper lantern and 2 more"),
        (*_NUMBER, "LL261128000001"),
        (*_STATE, "On the way"),
        (*_WHEN, "2026-11-28 10:20"),
        (*_NOTE, "Arrives tomorrow"),
    ),
    _title(
        1104,
        N_("The sale begins"),
        "shopping",
        (*_WHAT, "Winter lanterns"),
        (*_WHEN, "2026-12-01 10:00"),
        (6, "amount6", N_("Price"), "¥88.00"),
        (*_NOTE, "100 pieces"),
    ),
    _title(
        1105,
        N_("A new order"),
        "shopping",
        (*_WHAT, "2 × Paper lantern"),
        (*_NUMBER, "LL261128000001"),
        (*_AMOUNT, "¥76.00"),
        (*_WHEN, "2026-11-28 10:20"),
    ),
    _title(
        1201,
        N_("Your food"),
        "food",
        (*_WHAT, "Noodle house"),
        (*_STATE, "On the way"),
        (*_WHEN, "2026-11-28 12:40"),
        (*_NUMBER, "FD261128000001"),
        (*_NOTE, "Please meet at the door"),
    ),
    _title(
        1202,
        N_("Ready to be fetched"),
        "food",
        (*_WHAT, "2 × Dan dan noodles"),
        (*_WHERE, "Noodle house, counter"),
        (*_NUMBER, "FD261128000001"),
        (*_WHEN, "12:40"),
    ),
    _title(
        1301,
        N_("Your car"),
        "transport",
        (*_STATE, "At the door"),
        (1, "car_number1", N_("Number plate"), "KE 4417"),
        (2, "name2", N_("Driver"), "Marta"),
        (*_WHERE, "Harbour Square"),
        (8, "time8", N_("When"), "18:05"),
    ),
    _title(
        1401,
        N_("Appointment"),
        "other",
        (*_WHAT, "Bicycle repair"),
        (*_WHEN, "2026-11-30 09:00"),
        (*_WHERE, "Bridge Street 7"),
        (8, "phone_number8", N_("Telephone"), "+351 220 000 000"),
        (*_NOTE, "Bring the key"),
    ),
    _title(
        1402,
        N_("An answer to you"),
        "other",
        (*_WHAT, "Your question about seats"),
        (*_NOTE, "Yes, they are together"),
        (*_WHEN, "2026-11-28 10:00"),
    ),
    _title(
        1403,
        N_("Money goes back"),
        "other",
        (*_WHAT, "Paper lantern"),
        (*_AMOUNT, "¥38.00"),
        (*_NUMBER, "LL261128000001"),
        (*_STATE, "Refunded"),
        (*_WHEN, "2026-11-28 10:00"),
    ),
    _title(
        1404,
        N_("Progress"),
        "other",
        (*_WHAT, "Bicycle repair"),
        (*_STATE, "Ready"),
        (8, "number8", N_("Step"), "3"),
        (*_WHEN, "2026-11-28 10:00"),
        (*_NOTE, "You can fetch it"),
    ),
    _title(
        1405,
        N_("Called off"),
        "other",
        (*_WHAT, "Moon Vase"),
        (*_WHEN, "2026-11-28 10:00"),
        (*_NOTE, "Not for sale after all"),
    ),
)


def find_title(tid: int) -> Title | None:
    return next((one for one in LIBRARY if one.tid == tid), None)
