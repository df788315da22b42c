"""PyPI wechatpy, changed only in its address."""

from typing import Any

from wechatpy import WeChatClient
from wechatpy.client.api import WeChatWxa

from tests.superapp.published import Publisher


def client_of(publisher: Publisher, address: str, secret: str = "") -> Any:
    class Client(WeChatClient):
        API_BASE_URL = f"{address}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            query = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            return self._fetch_access_token(url=f"{address}/cgi-bin/token", params=query)

    client: Any = Client(publisher.appid, secret or publisher.program.appsecret)
    client.wxa.API_BASE_URL = f"{address}/"
    assert isinstance(client.wxa, WeChatWxa)
    return client
