"""Every table of the wallet, imported once, so that its metadata is whole before a migration compares or makes it. The
ledger's are not here: they are plain SQL beside its engines."""

from wallet import reactions
from wallet.database import WalletTable
from wallet.merchant_api import nonces
from wallet.merchants import notice_rows, registry
from wallet.payments import (
    card_rows,
    envelope_rows,
    order_rows,
    payout_rows,
    pins,
    rail_notices,
    refund_rows,
    top_up_rows,
    transfer_rows,
    withdrawal_rows,
)

ROOMS = (
    card_rows,
    envelope_rows,
    nonces,
    notice_rows,
    order_rows,
    payout_rows,
    pins,
    rail_notices,
    reactions,
    refund_rows,
    registry,
    top_up_rows,
    transfer_rows,
    withdrawal_rows,
)

METADATA = WalletTable.metadata
