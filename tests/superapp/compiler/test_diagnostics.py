"""The compile process has just read a stranger's program, so its answer is read strictly."""

import json

import pytest

from superapp.compiler.diagnostics import Diagnostic, NotAnOutcome, parse_outcome

ONE = {"file": "a.js", "line": 1, "column": 2, "severity": "error", "code": "x", "message": "m"}


def test_an_outcome_is_read() -> None:
    said = parse_outcome(json.dumps({"ok": False, "diagnostics": [ONE], "files": []}).encode())

    assert (said.ok, said.diagnostics) == (False, (Diagnostic("a.js", 1, 2, "error", "x", "m"),))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"ok": 1, "diagnostics": []}',
        b'{"ok": true}',
        b'{"ok": true, "diagnostics": [1]}',
        json.dumps({"ok": True, "diagnostics": [ONE] * 1000}).encode(),
        *(
            json.dumps({"ok": True, "diagnostics": [{**ONE, **wrong}]}).encode()
            for wrong in ({"line": -1}, {"line": True}, {"column": "2"}, {"severity": "fatal"}, {"message": "x" * 9999})
        ),
    ],
)
def test_anything_else_is_no_outcome(said: bytes) -> None:
    with pytest.raises(NotAnOutcome):
        parse_outcome(said)
