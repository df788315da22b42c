"""Campaigns: envelopes that merchants fill, opened by their link."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("giver", sa.String(length=8), nullable=False, server_default="person"))
        batch_op.add_column(sa.Column("life_seconds", sa.Integer(), nullable=False, server_default="86400"))
        batch_op.add_column(sa.Column("title", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("claim_token", sa.String(length=43), nullable=True))
        batch_op.create_index("one_envelope_per_claim_token", ["claim_token"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.drop_index("one_envelope_per_claim_token")
        for name in ("claim_token", "title", "life_seconds", "giver"):
            batch_op.drop_column(name)
