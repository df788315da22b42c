"""What channels refuse."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class ChannelInvalid(HostError):
    """reason: what is wrong with its name, handle or description, as a sentence."""

    code: ClassVar[str] = "channel_invalid"
    reason: str


@dataclass(eq=False)
class ChannelHandleTaken(HostError):
    code: ClassVar[str] = "channel_handle_taken"


@dataclass(eq=False)
class PostInvalid(HostError):
    """reason: what is missing or too much, as a sentence."""

    code: ClassVar[str] = "post_invalid"
    reason: str


@dataclass(eq=False)
class PostTakenDown(HostError):
    """Another operator was quicker."""

    code: ClassVar[str] = "post_taken_down"
