"""A few of the moments of `python -m bench kills`: nothing that was answered is lost, nothing is done twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.kill
@pytest.mark.parametrize(("kills", "of"), [(4, ()), (1, ("server",))], ids=["process", "server"])
def test_what_was_answered_outlives_a_kill_and_happens_once(kills: int, of: tuple[str, ...]) -> None:
    report = subprocess.run(
        [sys.executable, "-m", "tests.wallet.kills", str(kills), "7", *of], cwd=ROOT, capture_output=True, text=True
    )
    assert report.returncode == 0, report.stderr
    score = json.loads(report.stdout.splitlines()[-1])
    assert score["kills"] == kills
    assert score["answered"] + score["unanswered"] > 0
