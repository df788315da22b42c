"""Alembic's entry into this house's revisions."""

from wallet.migrations.runner import run_environment

run_environment()
