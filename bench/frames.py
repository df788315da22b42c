"""200,000 frames that no client of ours would send (tests/superapp/realtime/fuzzed.py): most to the codec that reads
what arrives on /live, the others over real sockets of somebody signed in. A frame that crashes something, gets in
without being a hello, or changes a row of any table ends the run. `python -m bench frames` writes the section."""

import json
import logging
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.harness import Table
from superapp.realtime.frames import read_hello
from tests.superapp.realtime.fuzzed import codec_run, fuzzed, socket_run
from tests.superapp.serving import served

TITLE = "Frames that no client of ours sends"
IN_PROCESS, OVER_SOCKETS = 180_000, 20_000


class _Faults(logging.Handler):
    """Whatever the server logs as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


async def run(seconds: float) -> list[Table]:
    del seconds  # the number of frames is what is asked for
    table = Table(
        f"{IN_PROCESS + OVER_SOCKETS:,} frames",
        ("way", "frames", "taken for a hello", "refused", "faults", "rows changed", "seconds", "frames/s"),
    )
    began = time.perf_counter()
    taken = codec_run(IN_PROCESS)
    took = time.perf_counter() - began
    table.add(
        "the codec, in process",
        *(f"{IN_PROCESS:,}", f"{taken:,}", f"{IN_PROCESS - taken:,}", "0", "0"),
        *(f"{took:.1f}", f"{IN_PROCESS / took:,.0f}"),
    )
    faults = _Faults()
    logging.getLogger().addHandler(faults)
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as (site, address):
            began = time.perf_counter()
            outcomes = await socket_run(site, address, OVER_SOCKETS)
            took = time.perf_counter() - began
    logging.getLogger().removeHandler(faults)
    assert faults.count == 0, f"{faults.count} errors in the server's log"
    table.add(
        f"over {sum(outcomes.values()):,} sockets",
        *(f"{OVER_SOCKETS:,}", f"{outcomes['told']:,} sockets", f"{outcomes['shown out']:,} sockets", "0", "0"),
        *(f"{took:.1f}", f"{OVER_SOCKETS / took:,.0f}"),
    )
    ours, theirs = _per_second(read_hello), _per_second(json.loads)
    table.note = (
        "A third mutations of a hello, a third pieces of JSON, a third any letters; over sockets every tenth is binary,"
        " three on each socket. Each frame taken for a hello is compared with what it says; rows of all tables are"
        f" counted before and after. To read them: {ours:,.0f} a second, json.loads alone {theirs:,.0f}."
    )
    return [table]


def _per_second(read: Callable[[str], Any]) -> float:
    frames = list(fuzzed(random.Random(13), 20_000))
    began = time.perf_counter()
    for frame in frames:
        try:
            read(frame)
        except ValueError:
            continue
    return len(frames) / (time.perf_counter() - began)
