"""Campaigns of up to ten thousand shares, whose merchants are told when they are over."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SMALL = "an_envelope_has_1_to_100_shares"
LARGE = "an_envelope_has_1_to_100_shares_a_campaign_10000"


def upgrade() -> None:
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notify_url", sa.String(length=256), nullable=False, server_default=""))
        batch_op.drop_constraint(op.f(SMALL), type_="check")
        batch_op.create_check_constraint(
            op.f(LARGE), "shares BETWEEN 1 AND 100 OR (giver = 'merchant' AND shares BETWEEN 1 AND 10000)"
        )


def downgrade() -> None:
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(LARGE), type_="check")
        batch_op.create_check_constraint(op.f(SMALL), "shares BETWEEN 1 AND 100")
        batch_op.drop_column("notify_url")
