"""The proof that an envelope was divided by chance and before anybody opened it: everything that `verify` (of
`envelope_split`) needs, as plain data that anybody may keep. Called by the host's proof page and by
`superapp envelope verify`."""

from typing import Any

from wallet.house import WalletHouse
from wallet.payments.envelope_split import Finding, divide, verify
from wallet.payments.envelopes import Envelope, get_envelope

__all__ = ["Finding", "proof_of", "verify"]


async def proof_of(house: WalletHouse, envelope_id: str) -> dict[str, Any]:
    """Shape: {envelope, kind, total_minor, currency, shares, commitment, seed, amounts, taken: [{position,
    amount_minor, person}]}. seed "" and amounts [] until the envelope is over: the seed tells what is still to come.

    Raises EnvelopeUnknown.
    """
    return plain(await get_envelope(house, envelope_id))


def plain(envelope: Envelope) -> dict[str, Any]:
    """As `proof_of`, of an envelope with who got what."""
    seed = envelope.seed
    amounts = divide(envelope.kind, envelope.total_minor, envelope.shares, bytes.fromhex(seed)) if seed else []
    return {
        "envelope": envelope.id,
        "kind": envelope.kind,
        "total_minor": envelope.total_minor,
        "currency": envelope.currency,
        "shares": envelope.shares,
        "commitment": envelope.commitment,
        "seed": seed,
        "amounts": amounts,
        "taken": [
            {"position": one.position, "amount_minor": one.amount_minor, "person": one.person_id}
            for one in envelope.got
        ],
    }
