"""What others see of a person's reading, the newest message each member wrote (its readers are counted), and
notifications about contacts and after quiet hours, and the no to somebody before a group's door."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation_members", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_seq", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("wrote_seq", sa.BigInteger(), server_default="0", nullable=False))
    # Until now everybody's reading was shown.
    op.execute("UPDATE conversation_members SET shown_seq = read_seq")
    op.execute(
        "UPDATE conversation_members SET wrote_seq = COALESCE((SELECT MAX(messages.seq) FROM messages"
        " WHERE messages.conversation_id = conversation_members.conversation_id"
        " AND messages.sender_id = conversation_members.person_id AND messages.kind <> 'notice'), 0)"
    )
    with op.batch_alter_table("privacy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("read_by", sa.String(length=8), server_default="anyone", nullable=False))
        batch_op.create_check_constraint("read_by_is_known", "read_by IN ('anyone', 'nobody')")
    with op.batch_alter_table("group_requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("declined_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("pushes", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("push_kind_is_known"), type_="check")
        batch_op.create_check_constraint(
            "push_kind_is_known", "kind IN ('message', 'read', 'request', 'accepted', 'summary')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM pushes WHERE kind NOT IN ('message', 'read')")
    with op.batch_alter_table("pushes", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("push_kind_is_known"), type_="check")
        batch_op.create_check_constraint("push_kind_is_known", "kind IN ('message', 'read')")
    op.execute("DELETE FROM group_requests WHERE declined_at IS NOT NULL")
    with op.batch_alter_table("group_requests", schema=None) as batch_op:
        batch_op.drop_column("declined_at")
    with op.batch_alter_table("privacy", schema=None) as batch_op:
        batch_op.drop_constraint("read_by_is_known", type_="check")
        batch_op.drop_column("read_by")
    with op.batch_alter_table("conversation_members", schema=None) as batch_op:
        batch_op.drop_column("wrote_seq")
        batch_op.drop_column("shown_seq")
