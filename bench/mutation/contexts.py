"""A pytest plugin for `make coverage`: what each line was run by, under the names of the tests.
`python -m bench.mutation` reads it from the coverage data, so that a fault is tried with the tests that can notice it
and no others."""

from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    measuring = coverage.Coverage.current()
    if measuring is not None:
        measuring.switch_context(item.nodeid)
    return (yield)
