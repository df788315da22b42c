"""A card network to try things out with: banks, cards and a processor in one small process, with pages of its own on
which a card's number is typed and a payment is confirmed. It imports neither house; it speaks HTTP, as a real one does.

`python -m card_network --port 8200` runs it, `superapp demo` starts one. No real card belongs here: the numbers that do
something are in `behaviours.py`, and none is stored, not even those."""
