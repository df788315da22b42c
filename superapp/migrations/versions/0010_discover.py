"""discover."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CATEGORY_IS_KNOWN = "category IN ('transport', 'food', 'tickets', 'shopping', 'games', 'tools', 'other')"


def upgrade() -> None:
    op.create_table(
        "program_pins",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("pinned_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "appid", name=op.f("pk_program_pins")),
    )
    op.create_table(
        "program_ratings",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=280), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("stars_are_one_to_five")),
        sa.PrimaryKeyConstraint("person_id", "appid", name=op.f("pk_program_ratings")),
    )
    with op.batch_alter_table("program_ratings", schema=None) as batch_op:
        batch_op.create_index("ix_program_ratings_appid", ["appid", "rated_at"], unique=False)

    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(length=16), server_default="other", nullable=False))
        batch_op.add_column(sa.Column("description", sa.String(length=300), server_default="", nullable=False))
        batch_op.create_check_constraint(op.f("program_category_is_known"), CATEGORY_IS_KNOWN)


def downgrade() -> None:
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("program_category_is_known"), type_="check")
        batch_op.drop_column("description")
        batch_op.drop_column("category")

    with op.batch_alter_table("program_ratings", schema=None) as batch_op:
        batch_op.drop_index("ix_program_ratings_appid")

    op.drop_table("program_ratings")
    op.drop_table("program_pins")
