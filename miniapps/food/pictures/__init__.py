"""Draws the pictures of dishes and restaurants. `python -m miniapps.food.pictures` writes them into the programs; the
result is committed, so that publishing needs no drawing. Everything is seen from above, on one table, in one light."""
