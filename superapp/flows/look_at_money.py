"""How the money of the transfers, envelopes and split bills among some messages stands now, for one person
(`MoneyLook`). Joined to the house in main.py, because every flow that shows messages asks it. Reads only."""

from typing import Any

from wallet.house import WalletHouse
from wallet.payments.envelopes import Envelope, some_envelopes
from wallet.payments.splits import PartState, Split, SplitState, some_splits
from wallet.payments.transfers import Transfer, TransferState, some_transfers

# States as a card shows them; a transfer whose time is over reads "returned" before any worker has looked.
STATES = {
    TransferState.WAITING: "waiting",
    TransferState.ACCEPTED: "accepted",
    TransferState.RECEIVED: "received",
    TransferState.RETURNING: "returned",
    TransferState.RETURNED: "returned",
}


async def look_at_money(wallet: WalletHouse, person_id: str, views: list[dict[str, Any]]) -> None:
    """Adds to a transfer's body {state, expires_at, arrives_at}, to an envelope's {state, mine_minor, currency, taken}.

    state of a transfer: one of STATES; of an envelope: "open", "mine" (this person has a share), "empty" or "over".
    To a split's: {state, mine_minor, mine_state, paid, people}; state: "open", "done" or "closed". Who takes part sees
    how many of the people have paid; for the others of the chat mine_state is "" and paid and people are 0.
    taken: how many have opened it, for its sender only, else 0: each opening is told to the sender, not to the group.
    """
    ids = {
        kind: {str(view["body"][kind]) for view in views if view["kind"] == kind}
        for kind in ("transfer", "envelope", "split")
    }
    transfers = await some_transfers(wallet, ids["transfer"]) if ids["transfer"] else {}
    envelopes = await some_envelopes(wallet, ids["envelope"], person_id) if ids["envelope"] else {}
    splits = await some_splits(wallet, ids["split"]) if ids["split"] else {}
    for view in views:
        if view["kind"] == "transfer" and (transfer := transfers.get(view["body"]["transfer"])):
            _add_transfer(view, transfer, wallet)
        elif view["kind"] == "envelope" and (envelope := envelopes.get(view["body"]["envelope"])):
            _add_envelope(view, envelope, person_id)
        elif view["kind"] == "split" and (split := splits.get(view["body"]["split"])):
            _add_split(view, split, person_id)


def transfer_state(transfer: Transfer, wallet: WalletHouse) -> str:
    late = transfer.state is TransferState.WAITING and transfer.expires_at and transfer.expires_at <= wallet.clock.now()
    return "returned" if late else STATES[transfer.state]


def envelope_state(envelope: Envelope, person_id: str) -> str:
    if envelope.share_of(person_id):
        return "mine"
    if envelope.taken == envelope.shares:
        return "empty"
    return "over" if envelope.is_over else "open"


def _add_transfer(view: dict[str, Any], transfer: Transfer, wallet: WalletHouse) -> None:
    view["revision"] += transfer.step
    view["body"] |= {
        "state": transfer_state(transfer, wallet),
        "expires_at": transfer.expires_at.isoformat() if transfer.expires_at else "",
        "arrives_at": transfer.arrives_at.isoformat() if transfer.arrives_at else "",
    }


def _add_split(view: dict[str, Any], split: Split, person_id: str) -> None:
    mine, concerned = split.part_of(person_id), split.concerns(person_id)
    # Each payment is told to those who take part, the end to all: nobody's revision counts what they are not told.
    view["revision"] += split.step if concerned else split.state is not SplitState.OPEN
    asked = [one for one in split.parts if one.state is not PartState.OWN] if concerned else []
    view["body"] |= {
        "state": split.state.value,
        "mine_minor": mine.amount_minor if mine else 0,
        "mine_state": mine.state.value if mine else "own" if concerned else "",
        "paid": sum(one.state is PartState.PAID for one in asked),
        "people": len(asked),
    }


def _add_envelope(view: dict[str, Any], envelope: Envelope, person_id: str) -> None:
    mine, is_sender = envelope.share_of(person_id), person_id == envelope.sender_id
    # Counts only what this person is told of, so that a fresh page and the events agree on the number too.
    view["revision"] += (mine is not None) + envelope.is_over + (2 * envelope.step if is_sender else 0)
    view["body"] |= {
        "state": envelope_state(envelope, person_id),
        "mine_minor": mine.amount_minor if mine else 0,
        "currency": envelope.currency,
        "taken": envelope.taken if is_sender else 0,
    }
