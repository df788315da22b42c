"""Tickets: made when an order is paid, signed with the seller's own Ed25519 key, drawn as codes, void when given back.
The key lives in a file beside the database and never leaves this server; doors get the public half."""

import json
import os
import secrets
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import segno
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from miniapps.tickets.server.rules import tokens
from miniapps.tickets.server.tables import Order, Ticket, moment


class Issuer:
    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def of_folder(cls, folder: Path) -> "Issuer":
        """The folder's key; made at the first start, readable by its owner only."""
        path = folder / "ticket_key.pem"
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            text = Ed25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            with open(path, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(text)
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{path} holds another kind of key")
        return cls(key)

    def public_key_hex(self) -> str:
        """32 bytes, as a door keeps them."""
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return raw.hex()

    async def issue(self, session: AsyncSession, order: Order) -> None:
        facts = json.loads(order.offer)
        start = moment(facts["starts_at"]).astimezone(ZoneInfo(facts["zone"]))
        for position, line in enumerate(json.loads(order.lines)):
            ticket_id, label = secrets.token_hex(8), line["holder"] or line["label"]
            session.add(
                Ticket(
                    id=ticket_id,
                    booking_id=order.booking_id,
                    position=position,
                    label=line["label"],
                    holder=line["holder"],
                    day=start.date().isoformat(),
                    token=self.token(
                        facts["kind"], ticket_id, start.date(), start.hour * 60 + start.minute, label, facts
                    ),
                )
            )
        await session.flush()

    def token(self, kind: str, ticket_id: str, day: date, minute: int, label: str, facts: dict[str, str]) -> str:
        return tokens.sign(self._key, tokens.Claims(kind, ticket_id, day, minute, label, facts["title"]))

    async def void(self, session: AsyncSession, booking_id: str) -> None:
        await session.exec(
            update(Ticket)
            .where(col(Ticket.booking_id) == booking_id)
            .values(void=True)
            .execution_options(synchronize_session=False)
        )


def picture(token: str) -> str:
    """The code as a `data:` address. Always dark on light: many readers know nothing else."""
    return segno.make(token, error="m").svg_data_uri(scale=4, border=3, dark="#1d1b26", light="#ffffff")
