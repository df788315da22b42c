"""Frames that no client of ours would send: nothing crashes, nobody gets in, nothing changes. A sample of what
`python -m bench frames` does with 200,000."""

from pathlib import Path

import pytest

from tests.superapp.realtime.fuzzed import codec_run, socket_run
from tests.superapp.serving import served


def test_only_a_hello_is_a_hello() -> None:
    assert codec_run(20_000) > 10, "some mutations are still hellos, or the rest proves nothing"


async def test_over_sockets_they_have_no_effect(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with served(tmp_path) as (site, address):
        outcomes = await socket_run(site, address, 300)
    assert outcomes["shown out"] > 50
    assert "Exception" not in caplog.text
