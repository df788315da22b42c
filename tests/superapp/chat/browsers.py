"""Browsers of people as the key routes see them, without a browser: keys of the right shape, made of nothing."""

from dataclasses import dataclass
from typing import Any

import httpx2

from superapp.accounts.people import Person
from tests.superapp.conftest import Site

SEALED = {
    "algorithm": "m.megolm.v1.aes-sha2",
    "ciphertext": "AwgAEmCk",
    "session_id": "c2Vzc2lvbg",
    "sender_key": "c2VuZGVy",
    "device_id": "DEVICEAAAA",
}


def name_of(person: Person) -> str:
    return f"@{person.id}:superapp"


def key(seed: str) -> str:
    return (seed * 43)[:43]


def device_keys(person: Person, device_id: str, seed: str = "k") -> dict[str, Any]:
    return {
        "user_id": name_of(person),
        "device_id": device_id,
        "algorithms": ["m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"],
        "keys": {f"curve25519:{device_id}": key(seed), f"ed25519:{device_id}": key(seed)},
        "signatures": {name_of(person): {f"ed25519:{device_id}": key("s") * 2}},
    }


def one_time_keys(count: int) -> dict[str, Any]:
    return {f"signed_curve25519:AAAA{n:04d}": {"key": key("o"), "signatures": {}} for n in range(count)}


FALLBACK = {"signed_curve25519:FALLBACK": {"key": key("f"), "fallback": True, "signatures": {}}}


@dataclass
class KeyBrowser:
    person: Person
    client: httpx2.AsyncClient
    device_id: str

    async def post(self, address: str, body: dict[str, Any]) -> httpx2.Response:
        return await self.client.post(address, json=body)

    async def claim(self, other: "KeyBrowser") -> dict[str, Any]:
        """{key id: key}; empty when there is none for this person."""
        wanted = {name_of(other.person): {other.device_id: "signed_curve25519"}}
        reply = await self.post("/keys/claim", {"one_time_keys": wanted})
        assert reply.status_code == 200, reply.text
        return reply.json()["one_time_keys"].get(name_of(other.person), {}).get(other.device_id, {})

    async def knows(self, person: Person) -> list[str]:
        """Ids of the person's browsers, as this one is told."""
        reply = await self.post("/keys/query", {"device_keys": {name_of(person): []}})
        assert reply.status_code == 200, reply.text
        return sorted(reply.json()["device_keys"][name_of(person)])

    async def send(self, other: "KeyBrowser", content: dict[str, Any], kind: str = "m.room.encrypted"):
        letters = {name_of(other.person): {other.device_id: content}}
        return await self.post("/keys/send", {"type": kind, "messages": letters})

    async def collect(self, *done: str) -> list[dict[str, Any]]:
        reply = await self.post("/keys/collect", {"done": list(done)})
        assert reply.status_code == 200, reply.text
        return reply.json()["letters"]


async def key_browser(site: Site, person: Person, device_id: str = "DEVICEAAAA", *, keys: int = 3) -> KeyBrowser:
    """Signed in, with its keys published."""
    client = await site.signed_in(person)
    client.headers["accept"] = "application/json"
    made = KeyBrowser(person, client, device_id)
    facts = {
        "device_keys": device_keys(person, device_id, device_id[-1].lower()),
        "one_time_keys": one_time_keys(keys),
        "fallback_keys": FALLBACK,
    }
    reply = await made.post("/keys/upload", facts)
    assert reply.status_code == 200, reply.text
    return made
