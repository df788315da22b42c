"""Days that are matched by themselves, for merchants and for the card processor."""

import sqlalchemy as sa
from alembic import op

from wallet.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = """day, kind, number, fault, file_minor, orders_minor, ledger_minor, currency, found_at, resolved_at, resolved_by,
resolution"""
COPY_UP = f"INSERT INTO day_differences (id, party, {KEPT}) SELECT id, mchid, {KEPT} FROM reconciliation_differences"  # noqa: S608
COPY_DOWN = f"INSERT INTO reconciliation_differences (id, mchid, {KEPT}) SELECT id, party, {KEPT} FROM day_differences WHERE party NOT LIKE 'rail:%'"  # noqa: S608


def _make_differences(name: str, party: str, kind_letters: int, unique: str) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column(party, sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=kind_letters), nullable=False),
        sa.Column("number", sa.String(length=128), nullable=False),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("file_minor", sa.BigInteger(), nullable=True),
        sa.Column("orders_minor", sa.BigInteger(), nullable=True),
        sa.Column("ledger_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(length=40), nullable=False),
        sa.Column("resolution", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(resolved_at IS NULL) = (resolution = '')", name=op.f("a_resolved_difference_says_how")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint(party, "day", "kind", "number", "fault", name=unique),
    )


def upgrade() -> None:
    # A new table and a copy: SQLite can neither widen a column nor keep checks when it makes a table anew.
    _make_differences("day_differences", "party", 16, "one_row_per_day_difference")
    op.execute(COPY_UP)
    op.drop_table("reconciliation_differences")
    op.create_table(
        "reconciled_days",
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("file", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(file = 'missing') = (reason <> '')", name=op.f("a_missing_file_says_why")),
        sa.CheckConstraint("(file = 'unasked') = (ran_at IS NULL)", name=op.f("a_matched_day_says_when")),
        sa.PrimaryKeyConstraint("party", "day", name=op.f("pk_reconciled_days")),
    )
    with op.batch_alter_table("reconciled_days", schema=None) as batch_op:
        batch_op.create_index("ix_reconciled_days_day", ["day"], unique=False)
        batch_op.create_index("ix_reconciled_days_due_at", ["due_at"], unique=False)

    op.create_table(
        "day_file_urls",
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=255), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("mchid", name=op.f("pk_day_file_urls")),
    )


def downgrade() -> None:
    op.drop_table("day_file_urls")
    op.drop_table("reconciled_days")
    _make_differences("reconciliation_differences", "mchid", 7, "one_row_per_difference")
    # What the processor's days left open has no place in the older table.
    op.execute(COPY_DOWN)
    op.drop_table("day_differences")
