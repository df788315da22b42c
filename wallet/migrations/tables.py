"""Every table of the wallet, imported once, so that its metadata is whole before a migration compares or makes it. The
ledger's are not here: they are plain SQL beside its engines."""

from wallet import reactions
from wallet.audit import reconciling
from wallet.database import WalletTable
from wallet.merchant_api import nonces
from wallet.merchants import complaints, notice_rows, registry
from wallet.movements import rows as movement_rows
from wallet.payments import (
    combine_rows,
    corrections,
    dispute_rows,
    envelope_rows,
    hold_rows,
    limit_rows,
    order_rows,
    payout_rows,
    pin_devices,
    pins,
    refund_rows,
    restrictions,
    split_rows,
    transfer_rows,
)
from wallet.seals import heads, publishing

ROOMS = (
    combine_rows,
    complaints,
    corrections,
    dispute_rows,
    envelope_rows,
    heads,
    hold_rows,
    limit_rows,
    movement_rows,
    nonces,
    notice_rows,
    order_rows,
    payout_rows,
    pin_devices,
    pins,
    publishing,
    reactions,
    reconciling,
    refund_rows,
    registry,
    restrictions,
    split_rows,
    transfer_rows,
)

METADATA = WalletTable.metadata
