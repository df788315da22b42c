"""What a payment is called on the cashier and on the receipt. The host knows an order by its number and its words
together and refuses the number with other words, so the first ones stay: also for a person who asks again for the
payment after choosing another language.

A guest keeps one table, `descriptions_of(metadata)`, in its own database."""

from sqlalchemy import Column, MetaData, String, Table, select
from sqlalchemy.dialects.sqlite import insert

from miniapps.kit.database import Database


def descriptions_of(metadata: MetaData) -> Table:
    return Table(
        "payment_descriptions",
        metadata,
        Column("number", String, primary_key=True),
        Column("description", String, nullable=False),
    )


async def first_said(database: Database, descriptions: Table, number: str, description: str) -> str:
    """What this payment was called when it was first asked for; `description` if that is now."""
    async with database.write() as session:
        row = insert(descriptions).values(number=number, description=description)
        await session.execute(row.on_conflict_do_nothing())
        kept = select(descriptions.c.description).where(descriptions.c.number == number)
        return (await session.execute(kept)).scalar_one()
