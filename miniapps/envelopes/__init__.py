"""Red Letter: red envelopes for festive days, as a third party would make them. `program/` and `desk/` are published to
the host; `server/` is its own."""
