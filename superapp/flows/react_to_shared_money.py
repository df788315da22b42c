"""What must follow in chat when money moved between people: the card of a transfer or an envelope, the answer of
whoever took or returned it, and word to those who see the card that it shows something else now. A second reader of the
wallet's journal beside the receipts, with a cursor of its own; each entry takes effect once, whoever reads first."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.accounts.people import find_person, names_of
from superapp.base.errors import HostError, NotFound
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
            cards: list[messages.Draft] = []
            for entry in entries:
                transfer = transfers.get(entry.seq)
                if transfer and entry.seq == transfer.entry_seq:
                    cards.append(_says(transfer, "sent"))
                    continue
                # What is told later may be about a card that is written now.
                told += await self._append(session, cards)
                cards = []
                if transfer:
                    told += await self._tell_end(session, transfer, entry)
                elif split := splits.get(entry.seq):
                    told += await self._tell_split(session, split)
                elif envelope := envelopes.get(entry.seq):
                    together = [one for one in entries if envelopes.get(one.seq) is envelope]
                    told += await self._tell_envelope(session, envelope, entry, together)
            told += await self._append(session, cards)
        self._house.hub.publish(*dict.fromkeys(told))
        return True

    async def _tell_end(self, session: AsyncSession, transfer: Transfer, entry: Entry) -> list[str]:
        two, now = [transfer.sender_id, transfer.receiver_id], self._house.clock.now()
        await tell_again(session, transfer.place, transfer.sender_id, transfer.id, only=None, now=now)
        if transfer.state is TransferState.RECEIVED:
            await self._append(session, [_says(transfer, "received")])
        elif transfer.returned_by == RECEIVER_DECIDED:
            await self._append(session, [_says(transfer, "returned")])
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
            draft = messages.Draft(envelope.place, envelope.sender_id, "envelope", card, envelope.id)
            return await self._append(session, [draft])
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

    async def _append(self, session: AsyncSession, drafts: Sequence[messages.Draft]) -> list[str]:
        """Who is in their conversations; nobody where the sender has left: the money then stands in the wallet only."""
        house = self._house
        answers = await messages.append_all(session, drafts, now=house.clock.now(), chance=house.chance)
        for one in answers:
            if isinstance(one, HostError) and not isinstance(one, NotFound):
                raise one
        written = [one.conversation_id for one in answers if isinstance(one, messages.Message)]
        return [one for people in (await members_of(session, written)).values() for one in people]

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


def _says(transfer: Transfer, says: str) -> messages.Draft:
    """The card of its sender, or the answer of its receiver."""
    card = TransferCard(transfer.id, transfer.amount_minor, transfer.currency, transfer.note, says).body()
    who, name = (transfer.sender_id, "") if says == "sent" else (transfer.receiver_id, ":end")
    return messages.Draft(transfer.place, who, "transfer", card, transfer.id + name)
