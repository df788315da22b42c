"""How a program is told that it may not, or could not, speak to a server of its own. Raised by flows/proxy_request and
flows/relay_socket."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class UrlNotListed(HostError):
    code: ClassVar[str] = "url_not_listed"


@dataclass(eq=False)
class RequestFailed(HostError):
    """reason: "timeout" or what went wrong, without addresses of our network."""

    code: ClassVar[str] = "request_failed"
    reason: str
