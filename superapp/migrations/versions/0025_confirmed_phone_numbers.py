"""Confirmed phone numbers, the codes that confirm them, how many were sent, and who finds whom by a number."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_numbers",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_numbers")),
        sa.UniqueConstraint("number", name="one_holder_per_number"),
    )
    op.create_table(
        "number_codes",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_number_codes")),
    )
    with op.batch_alter_table("number_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_codes_expires_at"), ["expires_at"], unique=False)
    op.create_table(
        "number_sendings",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("sendings", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_number_sendings")),
    )
    with op.batch_alter_table("number_sendings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_sendings_began_at"), ["began_at"], unique=False)
    with op.batch_alter_table("privacy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number_by", sa.String(length=8), server_default="nobody", nullable=False))
        batch_op.create_check_constraint("number_by_is_known", "number_by IN ('anyone', 'nobody')")


def downgrade() -> None:
    with op.batch_alter_table("privacy", schema=None) as batch_op:
        batch_op.drop_constraint("number_by_is_known", type_="check")
        batch_op.drop_column("number_by")
    for table in ("number_sendings", "number_codes", "person_numbers"):
        op.drop_table(table)
