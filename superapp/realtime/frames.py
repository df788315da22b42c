"""The frames of the socket /live, as msgspec structs: JSON text, one object a frame, its kind in "t". The browser's
side of the same shapes is superapp/browser/shell/validate.ts.

    client  {"t":"hello","after":41}
    server  {"t":"event","seq":42,"kind":"message","conversation_id":"cnv_…","conversation":{…},"message":{…}}
            {"t":"event","seq":43,"kind":"change", … "message":{…}}         as message
            {"t":"event","seq":44,"kind":"read", … "message":null}          or "group": its people or name, "pins"
            {"t":"event","seq":44,"kind":"contacts", … "requests":2}        with the direct conversation, if any
            {"t":"typing","conversation_id":"cnv_…","person_id":"per_…"}      right now; has no number
            {"t":"caught_up","seq":44}      everything up to here has been sent; what follows is live
            {"t":"reset","seq":44}          too far behind, or ahead of us: load a fresh state
"""

from collections.abc import Sequence
from typing import Any

import msgspec

FRAME_BYTES_MAX = 256  # a hello needs 40
EVENTS_PER_READ = 200
EVENTS_PER_BATCH = 4_000  # of all sockets that are read for together
EVENTS_BEHIND_MAX = 2_000  # beyond this a fresh page is less work for everyone


class Hello(msgspec.Struct, tag_field="t", tag="hello", forbid_unknown_fields=True):
    """after: the last event number the client has seen; 0 for none."""

    after: int


class _NotHello(msgspec.Struct, tag_field="t", tag=""):
    """Where there is a choice of kinds, a frame has to say its kind; alone, Hello would take one that does not."""


class Event(msgspec.Struct, tag_field="t", tag="event"):
    """conversation: its present state as this person sees it, null when they are no longer in it; message: as it is
    now, or null; requests: how many people wait for an answer, told by "contacts"."""

    seq: int
    kind: str
    conversation_id: str
    conversation: dict[str, Any] | None
    message: dict[str, Any] | None
    requests: int | None = None


class _WrittenEvent(msgspec.Struct, tag_field="t", tag="event"):
    """An Event whose message is text already."""

    seq: int
    kind: str
    conversation_id: str
    conversation: dict[str, Any] | None
    message: msgspec.Raw | None
    requests: int | None


class Typing(msgspec.Struct, tag_field="t", tag="typing"):
    """Somebody writes there right now; never repeated and never kept."""

    conversation_id: str
    person_id: str


class CaughtUp(msgspec.Struct, tag_field="t", tag="caught_up"):
    seq: int


class Reset(msgspec.Struct, tag_field="t", tag="reset"):
    seq: int


_encoder = msgspec.json.Encoder()
_hello = msgspec.json.Decoder(Hello | _NotHello)


def encode(frame: Event | Typing | CaughtUp | Reset) -> str:
    return _encoder.encode(frame).decode()


def encode_many(batches: Sequence[Sequence[Event]]) -> list[list[tuple[Event, str]]]:
    """The frames of one read, each with its text. A message that many people are told of is written once."""
    written: dict[int, msgspec.Raw] = {}
    texts: list[list[tuple[Event, str]]] = []
    for frames in batches:
        texts.append([])
        for frame in frames:
            raw = None
            if frame.message is not None:
                raw = written.get(id(frame.message))  # the caller holds them all, so no id is used twice
                if raw is None:
                    raw = written[id(frame.message)] = msgspec.Raw(_encoder.encode(frame.message))
            text = _encoder.encode(
                _WrittenEvent(frame.seq, frame.kind, frame.conversation_id, frame.conversation, raw, frame.requests)
            )
            texts[-1].append((frame, text.decode()))
    return texts


def read_hello(text: str) -> Hello | None:
    """None for anything that is not a hello with a number from 0 up."""
    if len(text) > FRAME_BYTES_MAX:
        return None
    try:
        hello = _hello.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return None
    return hello if isinstance(hello, Hello) and 0 <= hello.after < 2**53 else None
