"""Sums by kind of account, kept every so many entries."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kept_sums",
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("accounts", BIG, nullable=False),
        sa.Column("debit_minor", BIG, nullable=False),
        sa.Column("credit_minor", BIG, nullable=False),
        sa.Column("held_minor", BIG, nullable=False),
        sa.PrimaryKeyConstraint("seq", "currency", "kind", name=op.f("pk_kept_sums")),
    )


def downgrade() -> None:
    op.drop_table("kept_sums")
