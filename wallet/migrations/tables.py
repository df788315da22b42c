"""Every table of the wallet, imported once, so that its metadata is whole before a migration compares or makes it. The
ledger's are not here: they are plain SQL beside its engines."""

from wallet import reactions
from wallet.database import WalletTable
from wallet.merchant_api import nonces
from wallet.merchants import notice_rows, registry
from wallet.payments import (
    envelope_rows,
    order_rows,
    pay_code_rows,
    payout_rows,
    pins,
    refund_rows,
    settlement_rows,
    sharing_rows,
    transfer_rows,
)

ROOMS = (
    envelope_rows,
    nonces,
    notice_rows,
    order_rows,
    pay_code_rows,
    payout_rows,
    pins,
    reactions,
    refund_rows,
    registry,
    settlement_rows,
    sharing_rows,
    transfer_rows,
)

METADATA = WalletTable.metadata
