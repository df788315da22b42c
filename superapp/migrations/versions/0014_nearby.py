"""people nearby."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nearby",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.CheckConstraint('"row" >= 0 AND "row" < 3600', name=op.f("row_is_on_earth")),
        sa.CheckConstraint('"column" >= 0 AND "column" < 7200', name=op.f("column_is_on_earth")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_nearby")),
    )
    with op.batch_alter_table("nearby", schema=None) as batch_op:
        batch_op.create_index("ix_nearby_row", ["row", "column"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("nearby", schema=None) as batch_op:
        batch_op.drop_index("ix_nearby_row")
    op.drop_table("nearby")
