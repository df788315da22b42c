"""The host's side of signing in: a login code of a program becomes a person of that program."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from wechatpy import WeChatClient, WeChatClientException

from miniapps.kit.problems import Problem


class HostClient(WeChatClient):
    """`wechatpy`, pointed at this host instead of the original platform."""

    def __init__(self, host_url: str, appid: str, appsecret: str) -> None:
        self.API_BASE_URL = host_url + "/cgi-bin/"
        super().__init__(appid, appsecret)
        self.wxa.API_BASE_URL = host_url + "/"  # pyright: ignore[reportAttributeAccessIssue]
        self._token_url = host_url + "/cgi-bin/token"
        self.newtmpl = host_url + "/wxaapi/newtmpl/"

    def fetch_access_token(self) -> object:
        """The client writes this address into its code, so it is the one call that must be said again."""
        return self._fetch_access_token(
            url=self._token_url,
            params={"grant_type": "client_credential", "appid": self.appid, "secret": self.secret},
        )


@dataclass(frozen=True, slots=True)
class Login:
    openid: str
    session_key: str


async def exchange(host: HostClient, code: str) -> Login:
    """A program's login code for the person it stands for. Refuses with code_refused."""
    try:
        session = await run_in_threadpool(host.wxa.code_to_session, code)
    except WeChatClientException as refusal:
        raise Problem(401, "code_refused", "Signing in did not work. Please try again.") from refusal
    return Login(session["openid"], session["session_key"])
