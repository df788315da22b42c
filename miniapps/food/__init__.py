"""Tablemates: food from restaurants nearby, as a third party would build it. `program/` and `kitchen/` are published to
the host; `server/` is their own."""
