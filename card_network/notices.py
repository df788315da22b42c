"""Webhooks: each change of a charge or a payout is told to the wallet, sealed, again and again until it answers 2xx.
The seal is written here a second time on purpose: the wallet must understand a stranger's.

Source: docs/operate/cards.md"""

import asyncio
import hashlib
import hmac
import json

import httpx2

from card_network.network import Network

LOOK_SECONDS = 0.2
TIMEOUT_SECONDS = 5.0
PAUSE_SECONDS_MAX = 60.0
TRIES_MAX = 30  # some 25 minutes; afterwards the wallet has to ask


def sealed(secret: str, moment: int, notice_id: str, reference: str) -> tuple[dict[str, str], bytes]:
    """The headers and the body of one notice."""
    body = json.dumps({"id": notice_id, "reference": reference}).encode()
    seal = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Rail-Timestamp": str(moment), "Rail-Signature": f"v1={seal}", "Content-Type": "application/json"}, body


async def deliver_due(network: Network, client: httpx2.AsyncClient, url: str, secret: str) -> int:
    """Try each notice whose time has come; returns how many arrived."""
    arrived = 0
    for notice_id, notice in network.store.all("notice"):
        if notice["due_at"] > network.now():
            continue
        headers, body = sealed(secret, int(network.now()), notice_id, notice["reference"])
        try:
            reply = await client.post(url, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
            taken = reply.is_success
        except httpx2.HTTPError:
            taken = False
        tries = notice["tries"] + 1
        if taken or tries >= TRIES_MAX:
            network.store.remove("notice", notice_id)
            arrived += taken
            continue
        pause = min(2.0 ** min(tries, 10) / 2, PAUSE_SECONDS_MAX)
        network.store.put("notice", notice_id, {**notice, "tries": tries, "due_at": network.now() + pause})
    return arrived


async def deliver_for_ever(network: Network, url: str, secret: str) -> None:
    async with httpx2.AsyncClient() as client:
        while True:
            await deliver_due(network, client, url, secret)
            await asyncio.sleep(LOOK_SECONDS)
