"""What goes without the PIN: an amount for each currency a person holds. Amounts chosen before are in the house's."""

import sqlalchemy as sa
from alembic import op

from wallet.settings import WalletSettings

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pin_free_amounts",
        sa.Column("person_id", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("a_pin_free_amount_is_positive")),
        sa.PrimaryKeyConstraint("person_id", "currency", name=op.f("pk_pin_free_amounts")),
    )
    op.execute(
        sa.text(
            "INSERT INTO pin_free_amounts (person_id, currency, amount_minor)"
            " SELECT person_id, :own, pin_free_minor FROM person_rules WHERE pin_free_minor > 0"
        ).bindparams(own=WalletSettings().currency)
    )
    with op.batch_alter_table("person_rules", schema=None) as batch_op:
        batch_op.drop_constraint("the_pin_free_amount_is_not_negative", type_="check")
        batch_op.drop_column("pin_free_minor")


def downgrade() -> None:
    with op.batch_alter_table("person_rules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pin_free_minor", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        sa.text(
            "UPDATE person_rules SET pin_free_minor = coalesce((SELECT amount_minor FROM pin_free_amounts"
            " WHERE pin_free_amounts.person_id = person_rules.person_id AND currency = :own), 0)"
        ).bindparams(own=WalletSettings().currency)
    )
    op.drop_table("pin_free_amounts")
