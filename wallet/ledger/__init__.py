"""The double-entry ledger: accounts, transfers, holds, a gapless journal and its hash chain. Only the wallet uses
it."""
