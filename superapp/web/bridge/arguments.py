"""What a program may say to the server, field by field. The host page passes on what came out of a sandbox, so every
argument is hostile until it fits one of these: exact types, known fields, bounded lengths. Called by calls.py.

The same shapes for TypeScript: superapp/browser/runtime/protocol/server.ts."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

URL_LENGTH_MAX = 8192
BODY_LENGTH_MAX = 7 * 1024 * 1024
HEADERS_MAX = 64


Key = Annotated[str, StringConstraints(min_length=1, max_length=512, pattern=r"^[^\x00]*$")]
Short = Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00]*$")]
HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$")]
HeaderValue = Annotated[str, StringConstraints(max_length=8192, pattern=r"^[\x20-\x7e\xa0-\xff]*$")]


class Argument(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


class Nothing(Argument):
    pass


class RequestArgument(Argument):
    """timeout: milliseconds."""

    url: str = Field(min_length=1, max_length=URL_LENGTH_MAX)
    method: Literal["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PATCH"] = "GET"
    header: dict[HeaderName, HeaderValue] = Field(default_factory=dict[str, str], max_length=HEADERS_MAX)
    body: str = Field(default="", max_length=BODY_LENGTH_MAX)
    body_is_base64: bool = False
    timeout: float = Field(default=60_000, ge=1, le=60_000)
    binary: bool = False


class PaymentArgument(Argument):
    """Field names are the platform's."""

    timeStamp: Short
    nonceStr: Short
    package: Short
    signType: Short
    paySign: Short


class StoredArgument(Argument):
    """data: JSON text, at most 1 MB; the flow counts bytes."""

    key: Key
    data: str = Field(max_length=1024 * 1024, pattern=r"^[^\x00]*$")


class KeyArgument(Argument):
    key: Key


class Message(BaseModel):
    """The envelope of a call."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    arg: dict[str, Any] = Field(default_factory=dict[str, Any])


class OpenMessage(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    appid: str = Field(max_length=32)
    path: str = Field(default="", max_length=4096)
