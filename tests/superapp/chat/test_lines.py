"""A message with money in one line: the amount as its reader writes amounts."""

import pytest

from superapp.base.words import sayer
from superapp.chat.lines import Reader, line_of
from superapp.chat.money_cards import SplitCard, TransferCard
from superapp.chat.program_cards import ProductCard


def reader(language: str) -> Reader:
    return Reader("per_ann", {}, say=sayer(language), language=language)


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Transfer: ¥1,234.50"), ("uk", "Переказ: 1\N{NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}¥")],
)
def test_a_transfer_is_told_in_the_readers_words_and_figures(language: str, line: str) -> None:
    card = TransferCard("trf_1", 123_450, "CNY", "tea", "sent")
    assert line_of("transfer", card.body(), "per_ben", reader(language)) == line


def test_a_split_bill_and_a_product_name_their_amounts_alike() -> None:
    split = SplitCard("spl_1", 1_000, "JPY", "dinner", "asks")
    assert line_of("split", split.body(), "per_ben", reader("en")) == "Split bill: JP¥1,000"
    product = ProductCard("wx0123456789abcdef", "Shop", "Lantern", 880, "CNY", "", "p/item")
    assert line_of("product", product.body(), "per_ben", reader("en")) == "Lantern · ¥8.80"
    free = ProductCard("wx0123456789abcdef", "Shop", "Lantern", 0, "CNY", "", "p/item")
    assert line_of("product", free.body(), "per_ben", reader("en")) == "Lantern"
