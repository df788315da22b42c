"""What an open program asks of its server, answered by `superapp dev`: requests to any address, storage in memory, a
code of no worth for login. What needs people, money or chats says so. The real answers: superapp/web/bridge."""

import base64
import binascii
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from superapp.net.program_requests import TIMEOUT_SECONDS_MAX, answered, outgoing
from superapp.net.streams import HttpStream, StreamingHttp
from superapp.web.bridge.arguments import KeyArgument, RequestArgument, StoredArgument
from wallet.ports import HttpFailure, HttpReply

Answer = dict[str, Any]

APPID = "dev"
CAPABILITIES = ("login", "checkSession", "request", "requestPayment", "setStorage", "removeStorage", "clearStorage")
_NO_WALLET = "superapp dev has no wallet; publish the program to a host to take payments"
_USER = {"nickName": "Developer", "gender": 0, "language": "en", "avatarUrl": ""}
# Asked by the host's own sheets: what a host without people has to say.
_PLAIN: dict[str, Answer] = {
    "checkSession": {},
    "listDetails": {"details": []},
    "shareTargets": {"chats": []},
    "answerSubscriptions": {},
    "keepSubscription": {},
    "checkUpdate": {"has_update": False},
    "getUserInfo": {"userInfo": _USER, "rawData": "", "signature": "", "encryptedData": "", "iv": ""},
}


@dataclass
class Bridge:
    """note: told what a developer should see in the terminal. storage lives as long as the command."""

    http: StreamingHttp
    note: Callable[[str], None]
    name: str
    storage: dict[str, str] = field(default_factory=dict[str, str])
    scopes: dict[str, bool] = field(default_factory=dict[str, bool])
    codes: int = 0

    async def answer(self, api: str, arg: Answer) -> Answer:
        """{"ok": …} or {"refused": …}, as protocol/server.ts says."""
        try:
            return await self._answer(api, arg)
        except (ValidationError, binascii.Error):
            return _refused(api, "parameter error", 1001)

    async def _answer(self, api: str, arg: Answer) -> Answer:
        match api:
            case "login":
                self.codes += 1
                return {"ok": {"code": f"dev-code-{self.codes}"}}
            case "request":
                return await self._request(RequestArgument.model_validate(arg))
            case "requestPayment":
                self.note(f"requestPayment: {_NO_WALLET}")
                return _refused(api, _NO_WALLET)
            case "setStorage":
                stored = StoredArgument.model_validate(arg)
                self.storage[stored.key] = stored.data
                return self._stored()
            case "removeStorage":
                self.storage.pop(KeyArgument.model_validate(arg).key, None)
                return self._stored()
            case "clearStorage" | "forgetProgram":
                self.storage.clear()
                self.scopes = {} if api == "forgetProgram" else self.scopes
                return self._stored()
            case "getSetting":
                return {"ok": {"scopes": self.scopes, "wants_messages": True, "kept": {}}}
            case "setConsent":
                self.scopes[str(arg.get("scope"))] = arg.get("granted") is True
                return {"ok": {}}
            case "aboutProgram":
                about = {"name": self.name, "developer": "you", "version": 1, "domains": []}
                return {"ok": about | {"released_at": "2000-01-01T00:00:00+00:00"}}
            case "programName":
                return {"ok": {"name": str(arg.get("appid"))}}
            case "messageTemplates":
                ids = cast("list[str]", arg.get("ids", []))
                return {"ok": {"templates": [{"id": one, "title": one, "says": []} for one in ids]}}
            case _ if api in _PLAIN:
                return {"ok": _PLAIN[api]}
            case _:
                self.note(f"{api}: superapp dev has no people and no chats; publish the program to a host")
                return _refused(api, "not available in superapp dev")

    async def stream(self, arg: Answer) -> AsyncIterator[Answer]:
        """A request with `enableChunked`, as web/bridge/streams.py answers it."""
        try:
            wanted = RequestArgument.model_validate(arg)
            async with self._sent(wanted) as answer:
                yield {"head": _reply_of(HttpReply(answer.status, answer.headers), binary=False)}
                async for piece in answer.pieces:
                    yield {"piece": base64.b64encode(piece).decode()}
            yield {"ok": {}}
        except HttpFailure as failure:
            yield _refused("request", str(failure), 5)
        except (ValidationError, binascii.Error):
            yield _refused("request", "parameter error", 1001)

    async def _request(self, arg: RequestArgument) -> Answer:
        try:
            async with self._sent(arg) as answer:
                body = b"".join([piece async for piece in answer.pieces])
        except HttpFailure as failure:
            self.note(f"{arg.method} {arg.url} failed: {failure}")
            return _refused("request", str(failure), 5)
        return {"ok": _reply_of(HttpReply(answer.status, answer.headers, body), binary=arg.binary)}

    def _sent(self, arg: RequestArgument) -> AbstractAsyncContextManager[HttpStream]:
        body = base64.b64decode(arg.body, validate=True) if arg.body_is_base64 else arg.body.encode()
        return self.http.stream(
            arg.method,
            arg.url,
            headers=outgoing(arg.header, appid=APPID, version=1),
            body=body,
            timeout_seconds=min(arg.timeout / 1000, TIMEOUT_SECONDS_MAX),
        )

    def _stored(self) -> Answer:
        return {"ok": {"bytes": sum(len(key) + len(data) for key, data in self.storage.items())}}


def _reply_of(reply: HttpReply, *, binary: bool) -> Answer:
    given = asdict(answered(reply, binary=binary))
    return {"statusCode": given.pop("status"), **given}


def _refused(api: str, reason: str, errno: int = 1) -> Answer:
    return {"refused": {"errno": errno, "errMsg": f"{api}:fail {reason}"}}
