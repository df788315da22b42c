"""Verbs of money: orders, PINs, refunds, top-ups. Callers come through flows; the ledger decides."""
