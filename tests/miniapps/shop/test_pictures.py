"""What is committed is what the drawing code draws."""

from miniapps.shop.pictures.__main__ import PRODUCTS, pictures


def test_every_product_has_its_own_committed_picture() -> None:
    drawn = pictures()
    committed = {path.name: path.read_text(encoding="utf-8") for path in PRODUCTS.glob("*.svg")}
    assert committed == drawn
    assert len(drawn) >= 60
