"""The door's own reading of codes, in its own language: what the server signs it believes, and nothing else. The
signatures of RFC 8032 come out as they stand there."""

import base64
import json
import random
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from miniapps.tickets.server.rules import tokens
from miniapps.tickets.server.rules.tokens import Claims
from superapp.compiler.node import node_path
from tests.support import seeded

GATE = Path(__file__).parents[3] / "miniapps/tickets/gate/lib"
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(letter * 32) for letter in (b"k", b"o"))
RUN = """
const { read } = require(process.argv[1] + '/token.js');
const { verify } = require(process.argv[1] + '/ed25519.js');
const { key, tokens, signatures } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
console.log(JSON.stringify({
  read: tokens.map((one) => read(key, one)),
  verified: signatures.map(([k, m, s]) => verify(bytes(k), bytes(m), bytes(s))),
}));
"""
# RFC 8032, section 7.1: tests 1 to 3 (public key, message, signature).
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
)


def ask_door(codes: Sequence[str], signatures: Sequence[Sequence[str]] = ()) -> dict[str, list[object]]:
    raw = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    done = subprocess.run(
        [node_path(), "-e", RUN, str(GATE)],
        input=json.dumps({"key": raw.hex(), "tokens": list(codes), "signatures": list(signatures)}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def some_claims(chance: random.Random) -> Claims:
    return Claims(
        chance.choice(tokens.KINDS),
        chance.randbytes(8).hex(),
        date(2026, 1, 1 + chance.randrange(28)),
        chance.randrange(1440),
        chance.choice(("C7", "Rivers Ann-Marie", "前排", "")),
        chance.choice(("Paper Moon Harbour", "Тиха ніч", "")),
    )


def test_the_door_reads_what_the_server_signs() -> None:
    chance = seeded()
    all_claims = [some_claims(chance) for _ in range(40)]
    read = ask_door([tokens.sign(KEY, one) for one in all_claims])["read"]
    assert read == [
        {
            "kind": one.kind,
            "ticketId": one.ticket_id,
            "day": one.day.isoformat(),
            "time": f"{one.minute // 60:02}:{one.minute % 60:02}",
            "label": one.label,
            "title": one.title,
        }
        for one in all_claims
    ]


def test_the_door_believes_no_forgery() -> None:
    chance = seeded(2)
    good = tokens.sign(KEY, some_claims(chance))
    mark, body, signature = good.split(".")
    forged = ["", "T1..", "hello", good + "A", good[:-1], good + ".", f"T2.{body}.{signature}", good.replace(".", ",")]
    forged.append(tokens.sign(OTHER, some_claims(chance)))
    parts = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in (body, signature)]
    forged.append(f"{mark}.{body}.{_text(KEY.sign(parts[0]))}")  # signed for something else
    for _ in range(60):
        which, changed = chance.randrange(2), [bytearray(part) for part in parts]
        bit = chance.randrange(len(changed[which]) * 8)
        changed[which][bit // 8] ^= 1 << bit % 8
        forged.append(".".join([mark, *(_text(bytes(part)) for part in changed)]))
    # The same signature with the group's order added to s: another spelling, which RFC 8032 refuses.
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(parts[1][32:], "little") + order
    forged.append(f"{mark}.{body}.{_text(parts[1][:32] + s.to_bytes(32, 'little'))}")

    assert ask_door([good])["read"] != [None]
    assert ask_door(forged)["read"] == [None] * len(forged)


def test_the_published_signatures_hold_and_hold_for_nothing_else() -> None:
    crossed = [(key, message + "00", signature) for key, message, signature in VECTORS]
    verified = ask_door([], [*VECTORS, *crossed])["verified"]
    assert verified == [True] * 3 + [False] * 3


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
