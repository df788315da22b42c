"""link previews."""

import sqlalchemy as sa
from alembic import op
from wallet.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "link_previews",
        sa.Column("url_hash", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("url_hash", name=op.f("pk_link_previews")),
    )
    with op.batch_alter_table("link_previews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_previews_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_previews_fetched_at"), ["fetched_at"], unique=False)

    op.create_table(
        "message_links",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url_hash", sa.String(length=64), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "seq", name=op.f("pk_message_links")),
    )
    with op.batch_alter_table("message_links", schema=None) as batch_op:
        batch_op.create_index("ix_message_links_url_hash", ["url_hash"], unique=False)
        batch_op.create_index("ix_message_links_is_told", ["is_told"], unique=False)


def downgrade() -> None:
    op.drop_table("message_links")
    op.drop_table("link_previews")
