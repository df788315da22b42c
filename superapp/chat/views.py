"""Conversations and messages as a person's browser sees them: plain dicts that cross the wire as JSON, in pages, in
answers and in the frames of /live alike. Names of people belong to another room, so the flow brings them along."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from superapp.base.words import N_
from superapp.chat.announcements import announcements_of
from superapp.chat.cards import read_notice
from superapp.chat.changes import reactions_to
from superapp.chat.conversations import Conversation, Membership, member_counts, members_of, memberships
from superapp.chat.kinds import PAIRS, Kind
from superapp.chat.lines import Reader, line_of
from superapp.chat.mentions import last_mentions
from superapp.chat.messages import Message, last_messages, some_messages
from superapp.chat.previews import Preview, previews_of
from superapp.chat.reading import readers_of_newest
from superapp.chat.service_threads import PROGRAM_SERVICE
from superapp.contacts.reach import Standing, standings

View = dict[str, Any]


async def peers_of(session: AsyncSession, conversations: list[Conversation], me: str) -> dict[str, str]:
    """conversation id -> the other person's id, for direct ones; the flow needs their names."""
    direct = [one.id for one in conversations if one.kind in PAIRS]
    members = await members_of(session, direct)
    return {one: next(person for person in people if person != me) for one, people in members.items()}


def named_in(message: Message) -> list[str]:
    """The people a message is about, besides its sender."""
    if message.kind == "notice":
        return read_notice(message.body).people
    return [str(message.body["person_id"])] if message.kind == "person" else []


@dataclass(frozen=True, slots=True)
class Overview:
    """Conversations as `me` is in them, with what the list shows of each. Direct ones: both read marks."""

    me: str
    conversations: list[Conversation]
    memberships: dict[str, Membership]
    direct: dict[str, dict[str, int]]
    counts: dict[str, int]
    newest: dict[str, Message]
    standings: dict[str, Standing]
    mentions: dict[tuple[str, str], int]
    announcements: dict[str, str]
    read_by: dict[tuple[str, str], int]
    pinned: dict[tuple[str, int], Message]

    @property
    def people(self) -> list[str]:
        """Whose names the views need."""
        peers = {person for people in self.direct.values() for person in people}
        noticed = {who for one in (*self.newest.values(), *self.pinned.values()) for who in named_in(one)}
        return sorted(peers | noticed | {one.sender_id for one in self.newest.values() if one.sender_id})

    def views(self, reader: Reader) -> list[View]:
        """Each conversation, in the order given. reader: knows `people`.

        Shape: {id, kind, title, peer_id, picture, standing, last_seq, read_seq, peer_read_seq, last_at, last_line,
        last_by, last_mine, mention_seq, can_write, role, people, announcement, from_seq, pinned_at, is_muted,
        wrote_seq, read_by, pins}. peer_id: whose colour the avatar has (a service's name for a service); picture:
        theirs, or ""; standing: to them in a direct one, as `Standing.word`, else ""; last_at, pinned_at: ISO 8601 or
        null; last_by: who wrote the last line in a group, else ""; mention_seq: the newest unread message that names
        this person, or 0; people: how many are in a group; announcement: what stands above its thread, or ""; from_seq:
        messages after it can be read; wrote_seq, read_by: the newest message this person wrote there, and how many of a
        group have read it; pins: [{seq, line}] of the messages above its thread that they can read, the latest last.
        """
        return [self._view(one, reader) for one in self.conversations if one.id in self.memberships]

    def _view(self, one: Conversation, reader: Reader) -> View:
        mine, last = self.memberships[one.id], self.newest.get(one.id)
        peer, peer_read = next(((p, seq) for p, seq in self.direct.get(one.id, {}).items() if p != self.me), ("", 0))
        line = line_of(last.kind, last.body, last.sender_id, reader) if last else ""
        by = reader.name(last.sender_id) if last and one.kind is Kind.GROUP else ""
        is_notice = last is not None and last.kind == "notice"
        is_mine = last is not None and last.sender_id == self.me
        return {
            "id": one.id,
            "kind": str(one.kind),
            "title": reader.name(peer) if peer else _title(one, reader),
            "peer_id": peer or one.service or one.id,
            "picture": reader.pictures.get(peer, ""),
            "standing": self.standings[peer].word if peer in self.standings else "",
            "last_seq": one.last_seq,
            "read_seq": mine.read_seq,
            "peer_read_seq": peer_read,
            "last_at": one.last_message_at.isoformat() if one.last_message_at else None,
            "last_line": line,
            "last_by": "" if is_notice or is_mine else by,
            "last_mine": is_mine and not is_notice,
            "mention_seq": mention if (mention := self.mentions.get((one.id, self.me), 0)) > mine.read_seq else 0,
            "can_write": mine.can_write and not (peer in self.standings and self.standings[peer].i_blocked),
            "role": str(mine.role) if one.kind is Kind.GROUP else "",
            "people": self.counts.get(one.id, 0),
            "announcement": self.announcements.get(one.id, ""),
            "from_seq": mine.from_seq,
            "pinned_at": mine.pinned_at.isoformat() if mine.pinned_at else None,
            "is_muted": mine.is_muted,
            "wrote_seq": mine.wrote_seq,
            "read_by": self.read_by.get((one.id, self.me), 0),
            "pins": [
                {"seq": seq, "line": line_of(message.kind, message.body, message.sender_id, reader)}
                for seq in one.pins
                if seq > mine.from_seq and (message := self.pinned.get((one.id, seq)))
            ],
        }


def _title(one: Conversation, reader: Reader) -> str:
    if one.kind is Kind.SAVED:
        return reader.say(N_("Saved messages"))
    # A program's name is its own in every language.
    return one.title if one.service.startswith(PROGRAM_SERVICE) or not one.service else reader.say(one.title)


async def overview(session: AsyncSession, conversations: list[Conversation], me: str) -> Overview:
    direct = await members_of(session, [one.id for one in conversations if one.kind in PAIRS])
    peers = sorted({person for people in direct.values() for person in people if person != me})
    groups = [one.id for one in conversations if one.kind is Kind.GROUP]
    mine = await memberships(session, conversations, me)
    pinned = {(one.id, seq) for one in conversations for seq in one.pins}
    return Overview(
        me,
        conversations,
        mine,
        direct,
        await member_counts(session, groups),
        await last_messages(session, conversations),
        await standings(session, me, peers),
        await last_mentions(session, [me], [one.id for one in conversations if one.kind is Kind.GROUP]),
        await announcements_of(session, groups),
        await readers_of_newest(session, mine.values()),
        await some_messages(session, pinned) if pinned else {},
    )


@dataclass(frozen=True, slots=True)
class Gathered:
    """Messages with what is shown on them: the line each answers, who reacted how, what stands behind a link."""

    messages: Sequence[Message]
    answered: dict[tuple[str, int], Message]
    reactions: dict[tuple[str, int], dict[str, list[str]]]
    previews: dict[tuple[str, int], Preview]

    @property
    def people(self) -> list[str]:
        """Whose names the views need."""
        senders = [one.sender_id for one in (*self.messages, *self.answered.values())]
        noticed = [person for one in (*self.messages, *self.answered.values()) for person in named_in(one)]
        reacting = [person for emojis in self.reactions.values() for people in emojis.values() for person in people]
        return sorted({one for one in (*senders, *reacting, *noticed) if one})

    def views(self, reader: Reader) -> list[View]:
        """reader: knows `people`.

        Shape: {id, conversation_id, seq, sender_id, kind, body, client_id, sent_at, revision, is_forwarded, is_edited,
        answers, reactions, preview, names}; answers: {seq, sender_id, line} of the message it answers, or null;
        reactions: [{emoji, people}], the first one first; preview: `Preview` of its first link, or null; names:
        person id -> name, of all people above.
        """
        return [self._view(one, reader) for one in self.messages]

    def _view(self, one: Message, reader: Reader) -> View:
        answered = self.answered.get((one.conversation_id, one.reply_to or 0))
        reactions = self.reactions.get((one.conversation_id, one.seq), {})
        preview = self.previews.get((one.conversation_id, one.seq))
        people = {one.sender_id, answered and answered.sender_id, *(who for they in reactions.values() for who in they)}
        people |= set(named_in(one))
        return {
            "id": one.id,
            "conversation_id": one.conversation_id,
            "seq": one.seq,
            "sender_id": one.sender_id,
            "kind": one.kind,
            "body": dict(one.body),
            "client_id": one.client_id,
            "sent_at": one.sent_at.isoformat(),
            "revision": one.revision,
            "is_forwarded": one.is_forwarded,
            "is_edited": one.edited_at is not None and one.kind == "text",
            "answers": answered
            and {
                "seq": answered.seq,
                "sender_id": answered.sender_id,
                "line": line_of(answered.kind, answered.body, answered.sender_id, reader),
            },
            "reactions": [{"emoji": emoji, "people": who} for emoji, who in reactions.items()],
            "preview": asdict(preview) if preview else None,
            "names": {person: reader.name(person) for person in sorted(one for one in people if one)},
        }


async def gather(session: AsyncSession, messages: Sequence[Message]) -> Gathered:
    answered = {(one.conversation_id, one.reply_to) for one in messages if one.reply_to is not None}
    # Whoever reacts changes a message, so an unchanged one has no reactions.
    places = {(one.conversation_id, one.seq) for one in messages if one.revision}
    return Gathered(
        messages,
        await some_messages(session, answered),
        await reactions_to(session, places),
        await previews_of(session, messages),
    )
