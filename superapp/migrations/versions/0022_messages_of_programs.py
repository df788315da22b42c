"""What programs say in chats: templates, threads, message push, order pages, uploads."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_answered", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index("ix_conversations_answered", ["is_answered", "last_message_at"], unique=False)

    op.create_table(
        "message_templates",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("tid", sa.Integer(), nullable=False),
        sa.Column("kids", sa.String(length=60), nullable=False),
        sa.Column("scene", sa.Text(), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_templates")),
        sa.UniqueConstraint("appid", "tid", "kids", name="one_template_per_choice"),
    )
    op.create_index(op.f("ix_message_templates_appid"), "message_templates", ["appid"], unique=False)

    op.create_table(
        "order_pages",
        sa.Column("order_id", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("path", sa.String(length=2048), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_pages")),
    )
    op.create_index(op.f("ix_order_pages_person_id"), "order_pages", ["person_id"], unique=False)

    op.create_table(
        "program_message_push",
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("appid", name=op.f("pk_program_message_push")),
    )

    op.create_table(
        "program_threads",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("draft", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("came_at", UtcDateTime(), nullable=True),
        sa.Column("came_seq", sa.BigInteger(), nullable=False),
        sa.Column("came_from", sa.String(length=1000), nullable=True),
        sa.Column("told_seq", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_program_threads")),
    )
    op.create_index(op.f("ix_program_threads_appid"), "program_threads", ["appid"], unique=False)
    op.create_index(op.f("ix_program_threads_due_at"), "program_threads", ["due_at"], unique=False)
    op.create_index(op.f("ix_program_threads_person_id"), "program_threads", ["person_id"], unique=False)

    op.create_table(
        "program_uploads",
        sa.Column("media_id", sa.String(length=64), nullable=False),
        sa.Column("appid", sa.String(length=18), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("media_id", name=op.f("pk_program_uploads")),
    )
    op.create_index(op.f("ix_program_uploads_appid"), "program_uploads", ["appid"], unique=False)
    op.create_index(op.f("ix_program_uploads_expires_at"), "program_uploads", ["expires_at"], unique=False)


def downgrade() -> None:
    for table in ("program_uploads", "program_threads", "program_message_push", "order_pages", "message_templates"):
        op.drop_table(table)
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index("ix_conversations_answered")
        batch_op.drop_column("is_answered")
