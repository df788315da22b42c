"""Every table of the wallet, imported once, so that its metadata is whole before a migration compares or makes it. The
ledger's are not here: they are plain SQL beside its engines."""

from wallet import reactions
from wallet.database import WalletTable
from wallet.merchant_api import nonces
from wallet.merchants import complaints, notice_rows, registry
from wallet.payments import (
    dispute_rows,
    envelope_rows,
    order_rows,
    payout_rows,
    pins,
    refund_rows,
    split_rows,
    transfer_rows,
)

ROOMS = (
    complaints,
    dispute_rows,
    envelope_rows,
    nonces,
    notice_rows,
    order_rows,
    payout_rows,
    pins,
    reactions,
    refund_rows,
    registry,
    split_rows,
    transfer_rows,
)

METADATA = WalletTable.metadata
