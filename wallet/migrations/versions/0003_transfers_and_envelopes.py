"""Transfers between people, and red envelopes."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "envelopes",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("only_for", sa.String(length=40), nullable=False),
        sa.Column("greeting", sa.String(length=60), nullable=False),
        sa.Column("cover", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Integer(), nullable=False),
        sa.Column("returned_minor", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.Column("back_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name=op.f("an_ended_envelope_knows_when")),
        sa.CheckConstraint("(state = 'written') = (entry_seq IS NULL)", name=op.f("a_sent_envelope_names_its_entry")),
        sa.CheckConstraint("(state = 'written') = (expires_at IS NULL)", name=op.f("a_sent_envelope_runs_out")),
        sa.CheckConstraint("kind IN ('equal', 'lucky')", name=op.f("envelope_kind_is_known")),
        sa.CheckConstraint("state IN ('written', 'open', 'ending', 'ended')", name=op.f("envelope_state_is_known")),
        sa.CheckConstraint(
            "(returned_minor > 0) = (back_seq IS NOT NULL)", name=op.f("what_went_back_names_its_entry")
        ),
        sa.CheckConstraint("0 <= paid AND paid <= taken AND taken <= shares", name=op.f("shares_are_taken_then_paid")),
        sa.CheckConstraint("shares BETWEEN 1 AND 100", name=op.f("an_envelope_has_1_to_100_shares")),
        sa.CheckConstraint("total_minor >= shares", name=op.f("each_share_has_at_least_one_minor_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sa.UniqueConstraint("sender_id", "request_id", name="one_envelope_per_request"),
    )
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.create_index("ix_envelopes_sender_id_state", ["sender_id", "state"], unique=False)
        batch_op.create_index("ix_envelopes_state_expires_at", ["state", "expires_at"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.String(length=40), nullable=False),
        sa.Column("receiver_id", sa.String(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=False),
        sa.Column("delay_seconds", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("returned_by", sa.String(length=8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("arrives_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.Column("end_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'written') = (entry_seq IS NULL)", name=op.f("a_sent_transfer_names_its_entry")),
        sa.CheckConstraint("(state = 'written') = (expires_at IS NULL)", name=op.f("a_sent_transfer_runs_out")),
        sa.CheckConstraint(
            "(state IN ('received', 'returned')) = (end_seq IS NOT NULL)",
            name=op.f("a_finished_transfer_names_its_end"),
        ),
        sa.CheckConstraint("state <> 'accepted' OR arrives_at IS NOT NULL", name=op.f("an_accepted_transfer_arrives")),
        sa.CheckConstraint(
            "state IN ('written', 'waiting', 'accepted', 'returning', 'received', 'returned')",
            name=op.f("transfer_state_is_known"),
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("transfer_amount_is_positive")),
        sa.CheckConstraint("delay_seconds >= 0", name=op.f("transfer_delay_is_not_negative")),
        sa.CheckConstraint("sender_id <> receiver_id", name=op.f("a_transfer_has_two_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
        sa.UniqueConstraint("sender_id", "request_id", name="one_transfer_per_request"),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index("ix_transfers_receiver_id_state", ["receiver_id", "state"], unique=False)
        batch_op.create_index("ix_transfers_sender_id_state", ["sender_id", "state"], unique=False)
        batch_op.create_index("ix_transfers_state_expires_at", ["state", "expires_at"], unique=False)

    op.create_table(
        "envelope_shares",
        sa.Column("envelope_id", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("key_hex", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=True),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("entry_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) = (claimed_at IS NULL)", name=op.f("a_claim_has_a_person_and_a_moment")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("share_amount_is_positive")),
        sa.CheckConstraint("entry_seq IS NULL OR person_id IS NOT NULL", name=op.f("a_paid_share_was_claimed")),
        sa.ForeignKeyConstraint(["envelope_id"], ["envelopes.id"], name=op.f("fk_envelope_shares_envelope_id")),
        sa.PrimaryKeyConstraint("envelope_id", "position", name=op.f("pk_envelope_shares")),
        sa.UniqueConstraint("envelope_id", "person_id", name="one_share_per_person"),
        sa.UniqueConstraint("key_hex", name="one_share_per_key"),
    )
    with op.batch_alter_table("envelope_shares", schema=None) as batch_op:
        batch_op.create_index("ix_envelope_shares_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "ix_envelope_shares_unpaid",
            ["claimed_at"],
            unique=False,
            sqlite_where=sa.text("entry_seq IS NULL AND claimed_at IS NOT NULL"),
            postgresql_where=sa.text("entry_seq IS NULL AND claimed_at IS NOT NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("envelope_shares", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_envelope_shares_unpaid",
            sqlite_where=sa.text("entry_seq IS NULL AND claimed_at IS NOT NULL"),
            postgresql_where=sa.text("entry_seq IS NULL AND claimed_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_envelope_shares_person_id")

    op.drop_table("envelope_shares")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index("ix_transfers_state_expires_at")
        batch_op.drop_index("ix_transfers_sender_id_state")
        batch_op.drop_index("ix_transfers_receiver_id_state")

    op.drop_table("transfers")
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.drop_index("ix_envelopes_state_expires_at")
        batch_op.drop_index("ix_envelopes_sender_id_state")

    op.drop_table("envelopes")
