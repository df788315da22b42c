"""Histories written out, limits, wrong PINs by device."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "money_uses",
        sa.Column("key_hex", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("operation", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("without_pin", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_use_has_an_amount")),
        sa.PrimaryKeyConstraint("key_hex", name=op.f("pk_money_uses")),
    )
    with op.batch_alter_table("money_uses", schema=None) as batch_op:
        batch_op.create_index("ix_money_uses_open_at", ["open", "at"], unique=False)
        batch_op.create_index("ix_money_uses_person_id_currency_at", ["person_id", "currency", "at"], unique=False)

    op.create_table(
        "movement_months",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("in_minor", sa.BigInteger(), nullable=False),
        sa.Column("out_minor", sa.BigInteger(), nullable=False),
        sa.Column("movements", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("in_minor >= 0 AND out_minor >= 0", name=op.f("sums_of_a_month_are_not_negative")),
        sa.CheckConstraint("movements > 0 AND first_seq <= last_seq", name=op.f("a_month_has_movements")),
        sa.PrimaryKeyConstraint("person_id", "currency", "month", "kind", name=op.f("pk_movement_months")),
    )
    op.create_table(
        "movements",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("thing", sa.String(length=128), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.String(length=40), nullable=False),
        sa.Column("other_name", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("a_movement_moves_money")),
        sa.CheckConstraint("month BETWEEN 197001 AND 999912", name=op.f("month_is_year_and_month")),
        sa.PrimaryKeyConstraint("person_id", "seq", name=op.f("pk_movements")),
    )
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.create_index("ix_movements_person_id_thing", ["person_id", "thing"], unique=False)

    op.create_table(
        "person_rules",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=False),
        sa.Column("pin_free_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("pin_free_minor >= 0", name=op.f("the_pin_free_amount_is_not_negative")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_rules")),
    )
    op.create_table(
        "pin_devices",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("guesses", sa.Integer(), nullable=False),
        sa.Column("guessed_at", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint("guesses >= 0", name=op.f("guesses_of_a_device_are_counted")),
        sa.PrimaryKeyConstraint("device", name=op.f("pk_pin_devices")),
    )


def downgrade() -> None:
    op.drop_table("pin_devices")
    op.drop_table("person_rules")
    with op.batch_alter_table("movements", schema=None) as batch_op:
        batch_op.drop_index("ix_movements_person_id_thing")

    op.drop_table("movements")
    op.drop_table("movement_months")
    with op.batch_alter_table("money_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_money_uses_person_id_currency_at")
        batch_op.drop_index("ix_money_uses_open_at")

    op.drop_table("money_uses")
