"""attachments and mentions."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEFORE, AFTER = "kind IN ('direct', 'service', 'group')", "kind IN ('direct', 'service', 'group', 'saved')"


def upgrade() -> None:
    op.create_table(
        "message_mentions",
        sa.Column("person_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("person_id", "conversation_id", "seq", name=op.f("pk_message_mentions")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_forwarded", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("attachment", sa.String(length=40), nullable=True))
        batch_op.create_index(batch_op.f("ix_messages_attachment"), ["attachment"], unique=False)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("conversation_kind_is_known"), type_="check")
        batch_op.create_check_constraint(op.f("conversation_kind_is_known"), AFTER)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'saved')")
    op.execute(
        "DELETE FROM conversation_members WHERE conversation_id IN (SELECT id FROM conversations WHERE kind = 'saved')"
    )
    op.execute("DELETE FROM conversations WHERE kind = 'saved'")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("conversation_kind_is_known"), type_="check")
        batch_op.create_check_constraint(op.f("conversation_kind_is_known"), BEFORE)
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_attachment"))
        batch_op.drop_column("attachment")
        batch_op.drop_column("is_forwarded")
    op.drop_table("message_mentions")
