"""What must follow in chat when money moved between people: the card of a transfer or an envelope, the answer of
whoever took or returned it, and word to those who see the card that it shows something else now. A second reader of the
wallet's journal beside the receipts, with a cursor of its own; each entry takes effect once, whoever reads first."""

from collections.abc import Sequence
from contextlib import suppress

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import find_person, names_of
from superapp.base.errors import NotFound
from superapp.base.words import LANGUAGE_DEFAULT, N_, sayer
from superapp.chat import conversations, messages
from superapp.chat.cards import Receipt
from superapp.chat.changes import tell_again
from superapp.chat.conversations import members_of
from superapp.chat.money_cards import EnvelopeCard, TransferCard
from superapp.house import House
from superapp.storage.cursors import advance, position_of
from wallet.payments.envelopes import Envelope, Giver, envelopes_after, moves_envelope
from wallet.payments.splits import Split, SplitState, pays_split, split_after
from wallet.payments.transfers import Transfer, TransferState, moves_transfer, transfers_after
from wallet.reactions import Entry

READER = "money_cards"
SERVICE, SERVICE_TITLE = "payments", N_("Payments")
RECEIVER_DECIDED = "receiver"


class MoneyCards:
    """A reader of the journal (`wallet.reactions.Consumer`)."""

    name = READER
    at_once = 50  # each message keeps its conversation locked until the last is written

    def __init__(self, house: House) -> None:
        self._house = house

    async def cursor(self) -> int:
        async with self._house.database.read() as session:
            return await position_of(session, READER)

    async def handle(self, entry: Entry) -> bool:
        return await self.handle_batch([entry])

    async def handle_batch(self, entries: Sequence[Entry]) -> bool:
        """The wallet's rows first: whoever is told looks there, and must find what the journal says."""
        wallet = self._house.wallet
        transfers = await transfers_after(wallet, [one for one in entries if moves_transfer(one)])
        envelopes = await envelopes_after(wallet, [one for one in entries if moves_envelope(one)])
        splits = {one.seq: await split_after(wallet, one) for one in entries if pays_split(one)}
        told: list[str] = []
        async with self._house.database.write() as session:
            if not await advance(session, READER, entries[-1].seq, first=entries[0].seq):
                return False
            for entry in entries:
                if transfer := transfers.get(entry.seq):
                    told += await self._tell_transfer(session, transfer, entry)
                elif split := splits.get(entry.seq):
                    told += await self._tell_split(session, split)
                elif envelope := envelopes.get(entry.seq):
                    together = [one for one in entries if envelopes.get(one.seq) is envelope]
                    told += await self._tell_envelope(session, envelope, entry, together)
        self._house.hub.publish(*dict.fromkeys(told))
        return True

    async def _tell_transfer(self, session: AsyncSession, transfer: Transfer, entry: Entry) -> list[str]:
        two, now = [transfer.sender_id, transfer.receiver_id], self._house.clock.now()
        if entry.seq == transfer.entry_seq:
            return await self._say(session, transfer, "sent") and two
        await tell_again(session, transfer.place, transfer.sender_id, transfer.id, only=None, now=now)
        if transfer.state is TransferState.RECEIVED:
            await self._say(session, transfer, "received")
        elif transfer.returned_by == RECEIVER_DECIDED:
            await self._say(session, transfer, "returned")
        else:
            name = (await names_of(session, [transfer.receiver_id])).get(transfer.receiver_id, "")
            is_late = transfer.returned_by == "time"
            why = N_("Not accepted within 24 hours") if is_late else N_("It could not be received")
            await self._came_back(session, transfer.sender_id, name, why, transfer.id, transfer.currency, entry)
        return two

    async def _tell_envelope(
        self, session: AsyncSession, envelope: Envelope, entry: Entry, together: Sequence[Entry]
    ) -> list[str]:
        """together: the entries of this envelope in the batch. The last of them speaks for all: who is told looks at
        the envelope as it is now."""
        if envelope.giver is Giver.MERCHANT:
            return []  # a campaign has no chat
        if entry.seq == envelope.entry_seq:
            card = EnvelopeCard(envelope.id, envelope.greeting, envelope.cover, envelope.shares).body()
            return await self._append(session, envelope.place, envelope.sender_id, "envelope", card, envelope.id)
        if entry is not together[-1]:
            return []
        changes = [one for one in together if one.seq != envelope.entry_seq]
        now = self._house.clock.now()
        opened = {one.entry_seq: one.person_id for one in envelope.got if one.entry_seq}
        back = next((one for one in changes if one.seq not in opened), None)
        is_last = back is not None or (envelope.is_over and entry.seq == max(opened))
        only = None if is_last else {envelope.sender_id, *(opened[one.seq] for one in changes)}
        told = await tell_again(session, envelope.place, envelope.sender_id, envelope.id, only=only, now=now)
        if back:
            why, name = N_("Not all of it was opened within 24 hours"), N_("Red envelope")
            await self._came_back(session, envelope.sender_id, name, why, envelope.id, envelope.currency, back)
            told.append(envelope.sender_id)
        return told

    async def _tell_split(self, session: AsyncSession, split: Split) -> list[str]:
        """To those who take part; that everybody has paid, to the whole chat."""
        people = {split.starter_id, *(one.person_id for one in split.parts)}
        only = None if split.state is SplitState.DONE else people
        now = self._house.clock.now()
        return await tell_again(session, split.place, split.starter_id, split.id, only=only, now=now)

    async def _say(self, session: AsyncSession, transfer: Transfer, says: str) -> list[str]:
        """The card of its sender, or the answer of its receiver."""
        card = TransferCard(transfer.id, transfer.amount_minor, transfer.currency, transfer.note, says).body()
        who, name = (transfer.sender_id, "") if says == "sent" else (transfer.receiver_id, ":end")
        return await self._append(session, transfer.place, who, "transfer", card, transfer.id + name)

    async def _append(
        self, session: AsyncSession, place: str, sender_id: str, kind: str, body: dict[str, object], client_id: str
    ) -> list[str]:
        """Who is in the conversation; nobody when its sender has left it: the money then stands in the wallet only."""
        house = self._house
        with suppress(NotFound):
            await messages.append(
                session, place, sender_id, kind, body, client_id=client_id, now=house.clock.now(), chance=house.chance
            )
            return list((await members_of(session, [place]))[place])
        return []

    async def _came_back(
        self, session: AsyncSession, person_id: str, whom: str, why: str, thing_id: str, currency: str, entry: Entry
    ) -> None:
        """Nobody pressed a button, so nobody speaks in the conversation: the sender's payments say it."""
        house, now = self._house, self._house.clock.now()
        person = await find_person(session, person_id)
        say = sayer(person.language if person else LANGUAGE_DEFAULT)
        thread = await conversations.service_thread(
            session, person_id, service=SERVICE, title=SERVICE_TITLE, now=now, chance=house.chance
        )
        receipt = Receipt(
            title=say(why),
            merchant=say(whom),
            amount_minor=entry.amount_minor,
            currency=currency,
            status="returned",
            order_id=thing_id,
            seq=entry.seq,
            paid_at=entry.posted_at.isoformat(),
            appid=thing_id,
        )
        name = f"entry:{entry.seq}"
        await messages.append(
            session, thread.id, None, "receipt", receipt.body(), client_id=name, now=now, chance=house.chance
        )
