"""Somebody who is away, with a device that wants to be told."""

from dataclasses import dataclass
from typing import Any

import httpx2

from superapp.accounts.people import Person
from superapp.flows import manage_notifications
from superapp.flows.mark_read import mark_read
from superapp.flows.send_message import send_text
from superapp.flows.send_notifications import deliver_due, look_for_news
from superapp.flows.start_chat import start_chat
from superapp.notify.quiet import Wishes
from superapp.notify.subscriptions import subscriptions_of
from tests.superapp.conftest import Site
from tests.superapp.notify.device import Device, subscribed


@dataclass
class Scene:
    """Ann has a device that wants to be told; Ben writes to her. client: her browser there."""

    site: Site
    ann: Person
    ben: Person
    chat: str
    device: Device
    client: httpx2.AsyncClient

    async def ben_writes(self, text: str) -> None:
        await send_text(self.site.house, self.ben, self.chat, text)

    async def told(self) -> list[dict[str, Any]]:
        """What the push service was given for Ann's device since the last look, decrypted."""
        await look_for_news(self.site.house)
        await deliver_due(self.site.house)
        sent = [self.device.read(one.body) for one in self.site.http.sent if one.url == self.device.endpoint]
        self.site.http.sent.clear()
        return sent

    async def wish(self, wishes: Wishes) -> None:
        await manage_notifications.keep_wishes(self.site.house, self.ann, wishes)

    async def devices(self) -> int:
        async with self.site.house.database.read() as session:
            return len(await subscriptions_of(session, self.ann.id))


async def away(site: Site) -> Scene:
    ann, ben = await site.person("Ann Fields"), await site.person("Ben Okafor")
    chat = await start_chat(site.house, ann, ben.id)
    await send_text(site.house, ben, chat, "before anybody subscribed")
    client, device = await site.signed_in(ann), Device("https://push.example/ann")
    assert (await subscribed(client, device)).status_code == 201
    await mark_read(site.house, ann, chat, 1)
    return Scene(site, ann, ben, chat, device, client)
