"""Curtain & Cloud: cinema, flights and events as a third party would sell them. `program/` and `gate/` are published to
the host; `server/` is its own."""
