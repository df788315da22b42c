"""What an api of the bridge is: the shape of its argument and the function that answers. calls.py and the modules of
single groups list theirs as such."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from superapp.flows.open_program import ProgramSession
from superapp.house import House
from superapp.web.bridge.arguments import Argument

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Api:
    argument: type[Argument]
    run: Callable[[House, ProgramSession, Any], Awaitable[Answer]]


class NotPermitted(Exception):
    """The session lacks the capability."""


class ArgumentRefused(Exception):
    """The argument fits its shape and still makes no sense."""
