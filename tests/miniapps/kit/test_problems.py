"""Whatever a server refuses is said in the person's language: each `Problem(…, "code")` has a word in each word file of
the programs that hear it. Without one a program falls back to the server's English."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from miniapps.food.server.desk import REFUSALS
from tests.miniapps.programs import MINIAPPS, words_of


@dataclass(frozen=True)
class Hears:
    """where: "group." or a beginning of a word's name. modules: of the server, or of the kit, that answer this program.
    others: codes of these modules that only the other program can hear."""

    where: str
    modules: str
    others: str = ""


PROGRAMS = {
    "taxi/program": Hears(
        "e_",
        "passenger_api desk rides fares_money people forms kit.host kit.holds kit.till",
        "not_there_yet offer_gone out_of_step payout_unavailable",
    ),
    "taxi/driver": Hears(
        "e_",
        "driver_api cab cases drivers payouts rides people forms kit.host kit.holds",
        "request_key_taken payment_unavailable",
    ),
    "food/program": Hears(
        "problems.",
        "people_api desk groups orders money menu shelves customers forms kit.host kit.holds",
        "payout_unavailable",
    ),
    "food/kitchen": Hears(
        "problems.", "kitchen_api kitchen orders menu customers forms kit.host", "request_key_taken admin_only"
    ),
    "tickets/program": Hears(
        "problem_",
        "app desk bookings offers inventory ratings views customers forms kit.host kit.till",
        "not_a_buyer too_many_codes",
    ),
    "tickets/gate": Hears("problem_", "door_api office_api ratings customers forms kit.host", "rated_already not_over"),
    "shop/program": Hears(
        "problems.",
        "people_api desk baskets catalogue orders drops coupons returns reviews wishes pictures shown_baskets "
        "customers forms kit.host kit.till",
        "coupon_terms drop_terms drop_fixed return_decided return_unknown review_unknown",
    ),
    "shop/seller": Hears(
        "problems.",
        "seller_api counter goods brands drops calling_off parcels returns coupons reviews questions staff pictures "
        "orders accounts forms kit.host kit.accounts",
        "admin_only not_the_host return_late return_too_many not_sent not_received coupon_claimed coupon_gone "
        "coupon_over basket_empty quantity_refused sold_out too_few not_your_turn "
        "drop_off",
    ),
    "envelopes/desk": Hears("problem_", "app desk keepers till forms kit.host kit.till"),
}

# Programs sign in again by themselves; chores meet the next two and try again; the last answer addresses no page calls.
NOBODY = {"sign_in_needed", "refund_failed", "hold_over", "answer_unknown", "step_unknown"}
# What whoever runs a guest hears has no program.
UNHEARD_MODULES = {("taxi", "app"), ("shop", "admin_api")}
# Codes that come out of a rule: the expression, and what it can be.
COMPUTED = {"lines.code": set(REFUSALS), "priced.code": set(REFUSALS)}


def codes_in(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Problem":
            code = call.args[1]
            yield from [str(code.value)] if isinstance(code, ast.Constant) else COMPUTED[ast.unparse(code)]


def module_path(guest: str, module: str) -> Path:
    folder, name = ("kit", module.removeprefix("kit.")) if module.startswith("kit.") else (f"{guest}/server", module)
    return MINIAPPS / folder / f"{name}.py"


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_refusal_has_a_word_in_every_language(program: str) -> None:
    hears, guest = PROGRAMS[program], program.split("/")[0]
    heard = {code for module in hears.modules.split() for code in codes_in(module_path(guest, module))}
    spoken = heard - NOBODY - set(hears.others.split())
    for language, words in words_of(program).items():
        group, beginning = (words["problems"], "") if hears.where == "problems." else (words, hears.where)
        assert sorted(code for code in spoken if not group.get(beginning + code)) == [], language


def test_no_server_has_a_refusal_that_is_not_looked_at() -> None:
    for guest in ("taxi", "food", "tickets", "shop", "envelopes"):
        heard = {
            module
            for program, hears in PROGRAMS.items()
            if program.startswith(guest)
            for module in hears.modules.split()
        }
        refusing = {path.stem for path in (MINIAPPS / guest / "server").rglob("*.py") if list(codes_in(path))}
        assert {(guest, module) for module in refusing - heard} <= UNHEARD_MODULES
