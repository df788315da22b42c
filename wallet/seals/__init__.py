"""Signed heads of the journal."""
