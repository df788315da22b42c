"""Trying one fault: a fork of this process, which has everything imported, puts the fault into the running code and
lets pytest run. The files of the working tree stay as they are, and no fault outlives its process."""

import gc
import os
import signal
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FunctionType

import pytest

from bench.mutation.faults import Fault, with_fault
from tests.databases import furnish

ARGUMENTS = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:warnings")


class Outcome(StrEnum):
    KILLED = "killed"  # a test failed
    TIMEOUT = "timeout"  # the tests did not come to an end, which a person would notice too
    SURVIVED = "survived"
    UNTRIED = "untried"  # pytest could not run


@dataclass(slots=True)
class Try:
    fault: Fault
    process: int
    deadline: float

    def outcome(self) -> Outcome | None:
        """None while it runs."""
        ended, status = os.waitpid(self.process, os.WNOHANG)
        if ended:
            code = os.waitstatus_to_exitcode(status)
            return {0: Outcome.SURVIVED, 1: Outcome.KILLED}.get(code, Outcome.UNTRIED if code > 1 else Outcome.KILLED)
        if time.monotonic() < self.deadline:
            return None
        os.killpg(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        return Outcome.TIMEOUT


def warm_up(tests: list[str]) -> None:
    """Import what these tests need and make the databases they copy, so that a fork begins with both."""
    pytest.main(["--collect-only", "-qq", *ARGUMENTS, *tests])
    with TemporaryDirectory() as folder:
        furnish(Path(folder))


def begin(fault: Fault, tests: list[str], *, seconds: float) -> Try:
    process = os.fork()
    if process:
        return Try(fault, process, time.monotonic() + seconds)
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    try:
        put_in(fault)
        code = int(pytest.main([*ARGUMENTS, *tests]))
    except BaseException:
        code = 70
    os._exit(code)


def put_in(fault: Fault) -> None:
    """Give the function its faulty code wherever it is held; a name imported elsewhere is the same function."""
    module = compile(with_fault(fault), str(fault.path), "exec")
    faulty = next(one for one in _codes(module) if one.co_qualname == fault.function)
    # gc knows containers only, and a function is one.
    held = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and one.__code__.co_filename == str(fault.path)
        and one.__code__.co_qualname == fault.function
    ]
    if not held:
        sys.exit(3)
    for function in held:
        function.__code__ = faulty


def _codes(code: CodeType) -> list[CodeType]:
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return inner + [deeper for one in inner for deeper in _codes(one)]
