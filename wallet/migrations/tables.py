"""Every table of the wallet, imported once, so that its metadata is whole before a migration compares or makes it. The
ledger's are not here: they are plain SQL beside its engines."""

from wallet import reactions
from wallet.audit import daily, differences
from wallet.database import WalletTable
from wallet.merchant_api import nonces
from wallet.merchants import complaints, day_files, notice_rows, registry
from wallet.movements import rows as movement_rows
from wallet.payments import (
    card_rows,
    combine_rows,
    corrections,
    dispute_rows,
    envelope_rows,
    hold_rows,
    limit_rows,
    order_rows,
    pay_code_rows,
    payout_rows,
    pin_devices,
    pins,
    rail_notices,
    refund_rows,
    restrictions,
    settlement_rows,
    sharing_rows,
    split_rows,
    top_up_rows,
    transfer_rows,
    withdrawal_rows,
)
from wallet.seals import heads, publishing, sums

ROOMS = (
    card_rows,
    combine_rows,
    complaints,
    corrections,
    daily,
    day_files,
    differences,
    dispute_rows,
    envelope_rows,
    heads,
    hold_rows,
    limit_rows,
    movement_rows,
    nonces,
    notice_rows,
    order_rows,
    pay_code_rows,
    payout_rows,
    pin_devices,
    pins,
    publishing,
    rail_notices,
    reactions,
    refund_rows,
    registry,
    restrictions,
    settlement_rows,
    sharing_rows,
    split_rows,
    sums,
    top_up_rows,
    transfer_rows,
    withdrawal_rows,
)

METADATA = WalletTable.metadata
