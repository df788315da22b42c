"""Pay codes, payments by code, terms of merchants, settlements, profit sharing."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "code_payments",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("asked_until", UtcDateTime(), nullable=True),
        sa.CheckConstraint("state <> 'asked' OR asked_until IS NOT NULL", name=op.f("a_question_runs_out")),
        sa.CheckConstraint(
            "state IN ('free', 'asked', 'declined', 'reversed')", name=op.f("code_payment_state_is_known")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_code_payments")),
    )
    with op.batch_alter_table("code_payments", schema=None) as batch_op:
        batch_op.create_index("ix_code_payments_person_id_state", ["person_id", "state"], unique=False)
        batch_op.create_index("ix_code_payments_state_asked_until", ["state", "asked_until"], unique=False)

    op.create_table(
        "fee_returns",
        sa.Column("refund_id", sa.String(length=40), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("returned_fee_is_positive")),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_fee_returns")),
    )
    with op.batch_alter_table("fee_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fee_returns_order_id"), ["order_id"], unique=False)

    op.create_table(
        "merchant_terms",
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.Column("min_minor", sa.BigInteger(), nullable=False),
        sa.Column("max_minor", sa.BigInteger(), nullable=False),
        sa.Column("rounding", sa.String(length=7), nullable=False),
        sa.Column("gives_back", sa.Boolean(), nullable=False),
        sa.Column("share_basis_points_max", sa.Integer(), nullable=False),
        sa.Column("receivers_max", sa.Integer(), nullable=False),
        sa.Column("release_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("rounding IN ('down', 'half_up', 'up')", name=op.f("rounding_is_known")),
        sa.CheckConstraint("basis_points >= 0 AND basis_points <= 10000", name=op.f("fee_is_part_of_the_payment")),
        sa.CheckConstraint("min_minor >= 0 AND max_minor >= 0", name=op.f("fee_ends_are_not_negative")),
        sa.CheckConstraint("receivers_max > 0 AND release_days > 0", name=op.f("sharing_has_limits")),
        sa.CheckConstraint(
            "share_basis_points_max >= 0 AND share_basis_points_max <= 10000", name=op.f("share_is_a_part")
        ),
        sa.PrimaryKeyConstraint("mchid", name=op.f("pk_merchant_terms")),
    )
    op.create_table(
        "pay_codes",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("turned_on_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("slot >= 0 AND slot < 100000000", name=op.f("slot_has_eight_digits")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_pay_codes")),
        sa.UniqueConstraint("slot", name="one_person_per_slot"),
    )
    op.create_table(
        "settlements",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("is_released", sa.Boolean(), nullable=False),
        sa.Column("is_over", sa.Boolean(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("frozen_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_promised_minor", sa.BigInteger(), nullable=False),
        sa.Column("share_count", sa.Integer(), nullable=False),
        sa.Column("gives_back", sa.Boolean(), nullable=False),
        sa.Column("release_at", UtcDateTime(), nullable=False),
        sa.Column("fee_seq", sa.BigInteger(), nullable=True),
        sa.Column("freeze_seq", sa.BigInteger(), nullable=True),
        sa.Column("release_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("fee_minor >= 0 AND frozen_minor >= 0", name=op.f("settled_amounts_are_not_negative")),
        sa.CheckConstraint("fee_returned_minor <= fee_minor", name=op.f("no_more_fee_goes_back_than_was_taken")),
        sa.CheckConstraint("share_promised_minor <= frozen_minor", name=op.f("shares_never_exceed_what_is_frozen")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_settlements")),
    )
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.create_index("ix_settlements_open_release_at", ["is_over", "release_at"], unique=False)

    op.create_table(
        "share_requests",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("out_order_no", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("releases_rest", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_requests")),
        sa.UniqueConstraint("mchid", "out_order_no", name="one_sharing_per_merchant_number"),
    )
    with op.batch_alter_table("share_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_requests_order_id"), ["order_id"], unique=False)

    op.create_table(
        "share_returns",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("out_return_no", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("share_return_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_returns")),
        sa.UniqueConstraint("mchid", "out_return_no", name="one_return_per_merchant_number"),
    )
    with op.batch_alter_table("share_returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_returns_entry_seq"), ["entry_seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_returns_request_id"), ["request_id"], unique=False)

    op.create_table(
        "shares",
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("receiver_kind", sa.String(length=8), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.String(length=80), nullable=False),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("receiver_kind IN ('merchant', 'person')", name=op.f("receiver_kind_is_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("profit_share_is_positive")),
        sa.CheckConstraint(
            "returned_minor >= 0 AND returned_minor <= amount_minor", name=op.f("no_more_returns_than_came")
        ),
        sa.PrimaryKeyConstraint("request_id", "position", name=op.f("pk_shares")),
    )
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shares_entry_seq"), ["entry_seq"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shares_entry_seq"))

    op.drop_table("shares")
    with op.batch_alter_table("share_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_returns_request_id"))
        batch_op.drop_index(batch_op.f("ix_share_returns_entry_seq"))

    op.drop_table("share_returns")
    with op.batch_alter_table("share_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_requests_order_id"))

    op.drop_table("share_requests")
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.drop_index("ix_settlements_open_release_at")

    op.drop_table("settlements")
    op.drop_table("pay_codes")
    op.drop_table("merchant_terms")
    with op.batch_alter_table("fee_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fee_returns_order_id"))

    op.drop_table("fee_returns")
    with op.batch_alter_table("code_payments", schema=None) as batch_op:
        batch_op.drop_index("ix_code_payments_state_asked_until")
        batch_op.drop_index("ix_code_payments_person_id_state")

    op.drop_table("code_payments")
