"""encrypted chats."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0021"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('direct', 'service', 'group', 'saved')"
AFTER = "kind IN ('direct', 'service', 'group', 'saved', 'encrypted')"


def upgrade() -> None:
    op.create_table(
        "key_devices",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "device_id", name=op.f("pk_key_devices")),
        sa.UniqueConstraint("session_id", name="one_device_per_session"),
    )
    op.create_table(
        "one_time_keys",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("is_fallback", sa.Boolean(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "device_id", "key_id", name=op.f("pk_one_time_keys")),
    )
    with op.batch_alter_table("one_time_keys", schema=None) as batch_op:
        batch_op.create_index(
            "ix_one_time_keys_next", ["person_id", "device_id", "is_fallback", "key_id"], unique=False
        )
    op.create_table(
        "device_mail",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("sender_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_mail")),
    )
    with op.batch_alter_table("device_mail", schema=None) as batch_op:
        batch_op.create_index("ix_device_mail_box", ["person_id", "device_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_device_mail_sent_at"), ["sent_at"], unique=False)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("conversation_kind_is_known"), type_="check")
        batch_op.create_check_constraint(op.f("conversation_kind_is_known"), AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'encrypted')")
    op.execute(
        "DELETE FROM conversation_members"
        " WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'encrypted')"
    )
    op.execute("DELETE FROM conversations WHERE kind = 'encrypted'")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("conversation_kind_is_known"), type_="check")
        batch_op.create_check_constraint(op.f("conversation_kind_is_known"), BEFORE)
    op.drop_table("device_mail")
    op.drop_table("one_time_keys")
    op.drop_table("key_devices")
