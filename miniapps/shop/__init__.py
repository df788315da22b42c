"""Lantern Lane: a shop as a third party would build it. `program/` is published to the host; `server/` is its own."""
