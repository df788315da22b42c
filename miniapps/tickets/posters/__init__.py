"""Draws the posters, the pictures of events and places, and the small marks of the program. `python -m
miniapps.tickets.posters` writes them; the result is committed, so that publishing needs no drawing."""
