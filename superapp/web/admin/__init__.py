"""Operators and auditors."""
