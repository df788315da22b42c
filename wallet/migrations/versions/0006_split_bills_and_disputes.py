"""Split bills, disputes about payments, and where merchants are told of them."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint_urls",
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=255), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("mchid", name=op.f("pk_complaint_urls")),
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("complaint_id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("mchid", sa.String(length=32), nullable=False),
        sa.Column("appid", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("payer_openid", sa.String(length=128), nullable=False),
        sa.Column("out_trade_no", sa.String(length=32), nullable=False),
        sa.Column("transaction_id", sa.String(length=32), nullable=False),
        sa.Column("description", sa.String(length=127), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("is_completed", sa.Boolean(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("ordered_minor", sa.BigInteger(), nullable=False),
        sa.Column("obstacle", sa.String(length=40), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("a_closed_dispute_knows_when")),
        sa.CheckConstraint("(state = 'closed') = (outcome <> '')", name=op.f("a_closed_dispute_has_an_outcome")),
        sa.CheckConstraint(
            "(state IN ('open', 'answered')) = (due_at IS NOT NULL)", name=op.f("who_is_waited_for_has_a_clock")
        ),
        sa.CheckConstraint(
            "outcome IN ('', 'refunded', 'accepted', 'withdrawn', 'lapsed', 'refused')", name=op.f("outcome_is_known")
        ),
        sa.CheckConstraint("state <> 'ordered' OR ordered_minor > 0", name=op.f("an_ordered_refund_has_an_amount")),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'escalated', 'ordered', 'closed')", name=op.f("dispute_state_is_known")
        ),
        sa.CheckConstraint(
            "amount_minor > 0 AND amount_minor <= total_minor", name=op.f("a_dispute_is_about_what_was_paid")
        ),
        sa.CheckConstraint("refunded_minor >= 0 AND ordered_minor >= 0", name=op.f("dispute_amounts_are_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("complaint_id", name="one_dispute_per_complaint_id"),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_mchid_opened_at", ["mchid", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_disputes_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disputes_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_disputes_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(
            "one_open_dispute_per_order",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )

    op.create_table(
        "splits",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("starter_id", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=6), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("an_ended_split_knows_when")),
        sa.CheckConstraint("state IN ('open', 'done', 'closed')", name=op.f("split_state_is_known")),
        sa.CheckConstraint("way IN ('equal', 'shares', 'items')", name=op.f("split_way_is_known")),
        sa.CheckConstraint("total_minor > 0", name=op.f("split_total_is_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_splits")),
        sa.UniqueConstraint("starter_id", "request_id", name="one_split_per_request"),
    )
    with op.batch_alter_table("splits", schema=None) as batch_op:
        batch_op.create_index("ix_splits_starter_id_state", ["starter_id", "state"], unique=False)

    op.create_table(
        "dispute_events",
        sa.Column("dispute_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=8), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_id", sa.String(length=40), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(what = 'refunded') = (refund_id <> '')", name=op.f("a_refund_is_named")),
        sa.CheckConstraint("actor IN ('person', 'merchant', 'operator', 'clock')", name=op.f("actor_is_known")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name="fk_dispute_events_dispute_id"),
        sa.PrimaryKeyConstraint("dispute_id", "number", name=op.f("pk_dispute_events")),
    )
    with op.batch_alter_table("dispute_events", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_events_announced_at", ["announced_at"], unique=False)
        batch_op.create_index("ix_dispute_events_told_at", ["told_at"], unique=False)

    op.create_table(
        "split_parts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("split_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("paying_since", UtcDateTime(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (entry_seq IS NOT NULL)", name=op.f("a_paid_part_names_its_entry")),
        sa.CheckConstraint(
            "(state = 'paying') = (paying_since IS NOT NULL)", name=op.f("a_part_being_paid_knows_since_when")
        ),
        sa.CheckConstraint("state IN ('own', 'open', 'declined', 'paying', 'paid')", name=op.f("part_state_is_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("part_amount_is_positive")),
        sa.CheckConstraint("weight > 0", name=op.f("part_weight_is_positive")),
        sa.ForeignKeyConstraint(["split_id"], ["splits.id"], name="fk_split_parts_split_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_parts")),
        sa.UniqueConstraint("split_id", "person_id", name="one_part_per_person"),
    )
    with op.batch_alter_table("split_parts", schema=None) as batch_op:
        batch_op.create_index("ix_split_parts_person_id_state", ["person_id", "state"], unique=False)
        batch_op.create_index("ix_split_parts_state_paying_since", ["state", "paying_since"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("split_parts", schema=None) as batch_op:
        batch_op.drop_index("ix_split_parts_state_paying_since")
        batch_op.drop_index("ix_split_parts_person_id_state")

    op.drop_table("split_parts")
    with op.batch_alter_table("dispute_events", schema=None) as batch_op:
        batch_op.drop_index("ix_dispute_events_told_at")
        batch_op.drop_index("ix_dispute_events_announced_at")

    op.drop_table("dispute_events")
    with op.batch_alter_table("splits", schema=None) as batch_op:
        batch_op.drop_index("ix_splits_starter_id_state")

    op.drop_table("splits")
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_dispute_per_order",
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )
        batch_op.drop_index("ix_disputes_state_due_at")
        batch_op.drop_index(batch_op.f("ix_disputes_person_id"))
        batch_op.drop_index(batch_op.f("ix_disputes_order_id"))
        batch_op.drop_index("ix_disputes_mchid_opened_at")

    op.drop_table("disputes")
    op.drop_table("complaint_urls")
