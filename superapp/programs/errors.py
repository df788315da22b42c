"""What the programs room refuses, each with a stable code and its facts. superapp/web/problems.py gives them words."""

from dataclasses import dataclass
from typing import ClassVar

from superapp.base.errors import HostError


@dataclass(eq=False)
class ProgramUnknown(HostError):
    """No such program, or none that is released."""

    code: ClassVar[str] = "program_unknown"
    appid: str


@dataclass(eq=False)
class ProgramNotYours(HostError):
    """The program belongs to another developer."""

    code: ClassVar[str] = "program_not_yours"
    appid: str


@dataclass(eq=False)
class ProgramSecretWrong(HostError):
    """The appsecret is not this program's."""

    code: ClassVar[str] = "program_secret_wrong"
    appid: str


@dataclass(eq=False)
class VersionUnknown(HostError):
    code: ClassVar[str] = "version_unknown"
    appid: str
    version: str


@dataclass(eq=False)
class VersionDecided(HostError):
    """The version has been reviewed already; a review is never rewritten."""

    code: ClassVar[str] = "version_decided"
    version_id: str
    state: str


@dataclass(eq=False)
class ReasonMissing(HostError):
    """A review without a reason helps nobody afterwards."""

    code: ClassVar[str] = "reason_missing"
    version_id: str


@dataclass(eq=False)
class PackageRefused(HostError):
    """The uploaded zip breaks a rule. reason: of packages.Reason; entry: the name at fault, if one is."""

    code: ClassVar[str] = "package_refused"
    reason: str
    entry: str = ""
    detail: str = ""


@dataclass(eq=False)
class DomainRefused(HostError):
    """An address cannot be on a program's list. reason: a short phrase."""

    code: ClassVar[str] = "domain_refused"
    address: str
    reason: str


@dataclass(eq=False)
class ProgramSessionEnded(HostError):
    """Unknown, expired, or of another sign-in: the program has to be opened again."""

    code: ClassVar[str] = "program_session_ended"


@dataclass(eq=False)
class StorageFull(HostError):
    """limit: "key" (one value is too large) or "all" (the person's storage in this program is full)."""

    code: ClassVar[str] = "storage_full"
    limit: str
    bytes_max: int


@dataclass(eq=False)
class LoginCodeInvalid(HostError):
    """why: "unknown" (also: expired, or of another program) or "used"."""

    code: ClassVar[str] = "login_code_invalid"
    why: str


@dataclass(eq=False)
class TokenRefreshLimited(HostError):
    """force_refresh came too soon, or too often today."""

    code: ClassVar[str] = "token_refresh_limited"
    appid: str


@dataclass(eq=False)
class CashierLinkInvalid(HostError):
    """Unknown, expired, or another person's."""

    code: ClassVar[str] = "cashier_link_invalid"


@dataclass(eq=False)
class AccessTokenInvalid(HostError):
    """Unknown or expired; the back end has to ask for a new one."""

    code: ClassVar[str] = "access_token_invalid"


@dataclass(eq=False)
class CategoryUnknown(HostError):
    """known: the categories there are, in one line."""

    code: ClassVar[str] = "category_unknown"
    category: str
    known: str


@dataclass(eq=False)
class DescriptionTooLong(HostError):
    code: ClassVar[str] = "description_too_long"
    letters_max: int


@dataclass(eq=False)
class RatingRefused(HostError):
    """reason: a sentence."""

    code: ClassVar[str] = "rating_refused"
    reason: str


@dataclass(eq=False)
class TooManyPins(HostError):
    code: ClassVar[str] = "too_many_pins"
    pins_max: int
