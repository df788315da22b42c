"""Amounts as people type them (shell/amounts.ts): found in a sentence, cut to what could become an amount, and whole
minor units in the end."""

import json
import subprocess

from tests.superapp.shell.test_state import NODE, PROGRAM

AMOUNTS = PROGRAM.parents[3] / "superapp/browser/shell/amounts.ts"
CALLS = f"""
import {{ amountIn, cleaned, decimalPoint, decimalsOf, forField, fromField, minorOf, plain, typed }} from
  {json.dumps(AMOUNTS.as_uri())};
const texts = ['$12.50', 'here: 12.5 元', '¥8', '￥ 3', '8.88 CNY thanks', 'I owe you €7.05 or $3', '12 rmb', '5块',
  'at 12.50', 'call 555', '¥1.234', '3 dollarsign', 'x', 'dinner for 5 €', 'JPY 500', '500 yen', '¥ 500', 'KWD 1.250',
  '12,50 EUR', 'JPY 5.5', '$3', 'the 500', 'EUR 1.000.000'];
const inAll = ({{ amount, currency }}) => `${{amount}} ${{currency}}`.trim();
console.log(JSON.stringify({{
  found: texts.map((text) => inAll(amountIn(text, ['CNY', 'EUR', 'JPY', 'KWD']))),
  alone: ['¥8', '5 €', '$3'].map((text) => inAll(amountIn(text, ['JPY']))),
  decimals: ['CNY', 'JPY', 'KWD'].map(decimalsOf),
  typed: [['', '.'], ['0', '5'], ['12.5', '0'], ['12.50', '1'], ['12', 'erase'], ['1.', '.'], ['999999999', '9']].map(
    ([before, key]) => typed(before, key, 2)),
  yen: [typed('12', '.', 0), cleaned('12.50', 0), minorOf('12', 0), plain(12, 0)],
  minor: ['', '0.', '12', '12.5', '12.50', '0.01'].map((text) => minorOf(text, 2)),
  points: ['en', 'it', 'id', 'ru', 'uk', 'zh-Hant'].map(decimalPoint),
  fields: ['12,50', '12.50', '12,', '1.234,50', '1,234.50', '1.234', '1,234', '12 500,5', '7.', 'x', '12 50',
    '¥ 1 234 567.5', '1234 567', '5 € or 6', '.5'].map((text) =>
    [',', '.'].map((point) => forField(fromField(text, 2, point), point))),
  plain: [1, 1250, 100000].map((minor) => plain(minor, 2)),
}}));
"""


def test_amounts_are_read_as_people_type_them() -> None:
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", CALLS], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)

    assert told["found"] == [
        *["", "12.5 CNY", "8 CNY", "3 CNY", "8.88 CNY", "7.05 EUR", "12 CNY", "5 CNY"],
        *["", "", "", "", "", "5 EUR", "500 JPY", "500 JPY", "500 CNY", "1.250 KWD", "12.50 EUR", "", "", "", ""],
    ]
    assert told["alone"] == ["8 JPY", "", ""]
    assert told["decimals"] == [2, 0, 3]
    assert told["typed"] == ["0.", "5", "12.50", "12.50", "1", "1.", "999999999"]
    assert told["yen"] == ["12", "12", 12, "12"]
    assert told["points"] == [".", ",", ",", ",", ",", "."]
    assert told["fields"] == [
        *[["12,50", "12.50"], ["12,50", "12.50"], ["12,", "12."], ["1234,50", "1.23"], ["1,23", "1234.50"]],
        *[["1234", "1.23"], ["1,23", "1234"], ["12500,5", "12500.5"], ["7,", "7."], ["", ""], ["12", "12"]],
        *[["1234567,5", "1234567.5"], ["1234", "1234"], ["5", "5"], ["0,5", "0.5"]],
    ]
    assert told["minor"] == [0, 0, 1200, 1250, 1250, 1]
    assert told["plain"] == ["0.01", "12.50", "1000.00"]
