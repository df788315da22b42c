"""What must follow from the wallet's journal in the host: receipts in chat. The worker and the host both run this
reader; its cursor lives in the host's database and moves with the message, so each entry brings one receipt, whoever
gets there first. Chat never calls money, money never waits for chat (house decision 4)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.words import N_
from superapp.chat import cards, conversations, messages
from superapp.house import House
from superapp.programs import registry
from superapp.programs.errors import ProgramUnknown
from superapp.storage.cursors import advance, position_of
from wallet import statements
from wallet.merchants.registry import get_merchant
from wallet.payments.envelopes import moves_envelope
from wallet.payments.orders import Order, get_order
from wallet.payments.payables import Payable, get_payable
from wallet.payments.splits import pays_split
from wallet.payments.transfers import moves_transfer
from wallet.reactions import Entry
from wallet.statements import AccountKind, Kind, Meaning

READER = "receipts"
SERVICE = "payments"
SERVICE_TITLE = N_("Payments")


class Receipts:
    """A reader of the journal (`wallet.reactions.Consumer`)."""

    name = READER
    at_once = 50  # each receipt keeps its reader's thread locked until the last is written

    def __init__(self, house: House) -> None:
        self._house = house

    async def cursor(self) -> int:
        async with self._house.database.read() as session:
            return await position_of(session, READER)

    async def handle(self, entry: Entry) -> bool:
        return await self.handle_batch([entry])

    async def handle_batch(self, entries: Sequence[Entry]) -> bool:
        """Write the receipts these entries call for, if any, and move on; nothing happens the second time."""
        receipts = [(one, receipt) for one in entries if (receipt := await self._receipt(one))]
        async with self._house.database.write() as session:
            if not await advance(session, READER, entries[-1].seq, first=entries[0].seq):
                return False
            for entry, (payer, receipt) in receipts:
                await self._write(session, payer, receipt, entry.posted_at)
        if receipts:
            self._house.hub.publish(*{payer for _, (payer, _) in receipts})
        return True

    async def _receipt(self, entry: Entry) -> tuple[str, cards.Receipt] | None:
        """Who gets a receipt for this entry and what stands on it; None when nobody does.

        The payer is read from the entry's own accounts: the order's row may not be settled yet.
        """
        if moves_transfer(entry) or moves_envelope(entry) or pays_split(entry):
            return None  # has a card in a chat of its own (flows/react_to_shared_money)
        explained = await statements.meaning_of(self._house.wallet, entry)
        if payout := explained.payout:
            return payout.person_id, cards.Receipt(
                title=payout.remark,
                merchant=(await get_merchant(self._house.wallet, payout.mchid)).name,
                amount_minor=entry.amount_minor,
                currency=payout.currency,
                status="received",
                order_id=payout.id,
                seq=entry.seq,
                paid_at=entry.posted_at.isoformat(),
                appid=payout.appid,
            )
        if explained.refund:
            order = await get_order(self._house.wallet, explained.refund.order_id)
            payer, status = explained.credit_account.owner, "refunded"
        elif explained.order and explained.debit_account.kind is AccountKind.PERSON:
            order, payer, status = explained.order, explained.debit_account.owner, "paid"
        else:
            return await self._other_receipt(entry, explained)
        return payer, cards.Receipt(
            title=order.description,
            merchant=await self._payee(order),
            amount_minor=entry.amount_minor,
            currency=order.currency,
            status=status,
            order_id=order.id,
            seq=entry.seq,
            paid_at=entry.posted_at.isoformat(),
            appid=order.appid,
        )

    async def _other_receipt(self, entry: Entry, explained: Meaning) -> tuple[str, cards.Receipt] | None:
        """A combined payment as one receipt; money that a merchant has set aside or let go. The parts of a combined
        payment, which the wallet pays to their merchants, bring none."""
        if explained.combined:
            whole = await get_payable(self._house.wallet, entry.cause.partition(":")[2])
            status, amount, title = "paid", entry.amount_minor, explained.combined
        elif explained.hold:
            whole = await get_payable(self._house.wallet, explained.hold.id)
            status = "set_aside" if entry.kind is Kind.AUTHORIZE else "let_go"
            amount, title = whole.amount_minor, whole.description
        else:
            return None
        return explained.debit_account.owner, cards.Receipt(
            title=title,
            merchant=await self._payee(whole),
            amount_minor=amount,
            currency=whole.currency,
            status=status,
            order_id=whole.id,
            seq=entry.seq,
            paid_at=entry.posted_at.isoformat(),
            appid=whole.appid,
        )

    async def _payee(self, order: Order | Payable) -> str:
        """The program's name, which is what people saw when they paid; the merchant's when there is no such program."""
        try:
            async with self._house.database.read() as session:
                return (await registry.get_program(session, order.appid)).name
        except ProgramUnknown:
            return (await get_merchant(self._house.wallet, order.mchid)).name

    async def _write(self, session: AsyncSession, person_id: str, receipt: cards.Receipt, now: datetime) -> None:
        house = self._house
        thread = await conversations.service_thread(
            session, person_id, service=SERVICE, title=SERVICE_TITLE, now=now, chance=house.chance
        )
        await messages.append(
            session,
            thread.id,
            None,
            "receipt",
            receipt.body(),
            client_id=f"entry:{receipt.seq}",
            now=house.clock.now(),
            chance=house.chance,
        )
