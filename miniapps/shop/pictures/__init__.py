"""Draws the shop's product pictures. `python -m miniapps.shop.pictures` writes them into the program; the result is
committed, so that publishing needs no drawing. Shapes are flat and warm: one colour each, its shades, one light."""
