"""The program divides as the host does, to the last fen, and finds what does not follow; luck and history add up."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

from superapp.compiler.node import node_path
from wallet.payments.envelope_split import commitment_of, divide

LIB = Path(__file__).parents[3] / "miniapps/envelopes/program/lib"


def run(module: str, call: str, *arguments: object) -> Any:
    """`call` names the module `it` and the arguments `a`."""
    source = f"const it = require('{LIB / module}.js'); const a = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
    told = subprocess.run(
        [node_path(), "-e", f"{source} console.log(JSON.stringify({call}))"],
        input=json.dumps(arguments), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(told.stdout)


def proof(chance: random.Random, number: int) -> dict[str, Any]:
    shares = chance.randint(1, 100)
    kind = chance.choice(["lucky", "lucky", "equal"])
    total = shares * chance.randint(1, 20_000) + (chance.randint(0, 99) if kind == "lucky" else 0)
    seed = chance.randbytes(32)
    facts = {"envelope": f"env_{number}", "kind": kind, "total_minor": total, "currency": "CNY", "shares": shares}
    amounts = divide(kind, total, shares, seed)
    taken = [{"position": place, "amount_minor": amounts[place]} for place in range(0, shares, 2)]
    return facts | {
        "seed": seed.hex(),
        "commitment": commitment_of(facts, seed.hex()),
        "amounts": amounts,
        "taken": taken,
    }


def test_two_hundred_envelopes_are_divided_as_the_host_divides_them() -> None:
    chance = random.Random(88)
    proofs = [proof(chance, number) for number in range(200)]

    for one, found in zip(proofs, run("fair", "a[0].map(it.check)", proofs), strict=True):
        assert found.pop("amounts") == one["amounts"]
        assert set(found.values()) == {True}, one


def test_what_was_bent_is_found() -> None:
    honest = proof(random.Random(5), 1)
    bent: list[tuple[str, dict[str, Any]]] = [
        ("seal", {"commitment": "0" * 64}),
        ("split", {"amounts": honest["amounts"][:-1]}),
        ("order", {"taken": [{"position": 0, "amount_minor": honest["amounts"][0] + 1}]}),
        ("order", {"taken": list(reversed(honest["taken"]))}),
    ]
    found = run("fair", "a[0].map(it.check)", [honest | changes for _, changes in bent])
    assert [one[name] for one, (name, _) in zip(found, bent, strict=True)] == [False] * len(bent)


def envelope(number: int, got: list[tuple[str, int]], **changes: Any) -> dict[str, Any]:
    best = max(amount for _, amount in got)
    return {
        "id": f"env_{number}", "place": "Ferry", "placeKey": "f", "isGroup": True, "kind": "lucky", "state": "full",
        "total": sum(amount for _, amount in got), "shares": len(got), "isMine": False, "mine": 0, "returned": 0,
        "got": [
            {"key": name, "name": name, "amount": amount, "isMe": name == "me", "isLuckiest": amount == best}
            for name, amount in got
        ],
    } | changes  # fmt: skip


def test_the_luckiest_are_those_with_the_most_crowns() -> None:
    all_of_them = [
        envelope(1, [("me", 10), ("ben", 30)]),
        envelope(2, [("me", 25), ("ben", 15)]),
        envelope(3, [("cleo", 90), ("ben", 10)]),
        envelope(4, [("ben", 19), ("cleo", 1)], state="open"),
        envelope(5, [("ben", 20), ("cleo", 20)], kind="equal"),
        envelope(6, [("ben", 50), ("me", 1)], isGroup=False),
    ]
    [group] = run("luck", "it.rankings(a[0])", all_of_them)
    assert [(one["name"], one["crowns"], one["times"], one["total"], one["best"]) for one in group["people"]] == [
        ("cleo", 1, 1, 90, 180),
        ("ben", 1, 3, 55, 150),
        ("me", 1, 2, 35, 125),
    ]


def test_history_counts_what_was_given_and_got() -> None:
    mine = envelope(2, [("ben", 40)], isMine=True, total=100, returned=60)
    theirs = envelope(1, [("me", 10), ("ben", 30)], mine=10)
    [place] = run("luck", "it.byPlace(a[0])", [mine, theirs])
    assert (place["given"], place["got"], [one["id"] for one in place["envelopes"]]) == (40, 10, ["env_2", "env_1"])


def test_amounts_are_read_as_people_write_them() -> None:
    written = ["8.88", "8", "8,5", "0.1", "", "x", "1.234", "12345678", "-1"]
    assert run("money", "a[0].map(it.fenOf)", written) == [888, 800, 850, 10, 0, 0, 0, 0, 0]
    assert run("money", "a[0].map(it.shown)", [0, 5, 1234]) == ["¥0.00", "¥0.05", "¥12.34"]
