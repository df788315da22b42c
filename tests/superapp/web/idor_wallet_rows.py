"""Who may use which address of the wallet's pages (idor_rows.py has the others)."""

from tests.superapp.money import PIN
from tests.superapp.web.idor import Row

WALLET_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/cashier/{token}"): Row("anns", "/cashier/{cashier}"),
    ("POST", "/cashier/{token}/confirm"): Row("anns", "/cashier/{cashier}/confirm", {"pin": PIN}, is_json=True),
    ("GET", "/chats/{id}/money"): Row("anns", "/chats/{chat}/money"),
    ("POST", "/chats/{id}/transfers"): Row(
        "anns", "/chats/{chat}/transfers", {"amount": "1", "request_id": "intruder", "pin": PIN}, is_json=True
    ),
    ("GET", "/transfers/{id}"): Row("anns", "/transfers/{transfer}"),
    ("POST", "/transfers/{id}/accept"): Row("anns", "/transfers/{transfer}/accept"),
    ("POST", "/transfers/{id}/return"): Row("anns", "/transfers/{transfer}/return"),
    ("POST", "/chats/{id}/envelopes"): Row(
        "anns",
        "/chats/{chat}/envelopes",
        {"kind": "lucky", "amount": "1", "shares": 1, "request_id": "intruder", "pin": PIN},
        is_json=True,
    ),
    ("GET", "/envelopes/{id}"): Row("anns", "/envelopes/{envelope}"),
    ("POST", "/envelopes/{id}/open"): Row("anns", "/envelopes/{envelope}/open"),
    ("GET", "/claim/{token}"): Row("public", "/claim/unknown"),
    ("POST", "/claim/{token}"): Row("own", "/claim/unknown"),
    ("GET", "/envelopes/{id}/proof"): Row("anns", "/envelopes/{envelope}/proof"),
    ("GET", "/envelopes/{id}/proof.json"): Row("anns", "/envelopes/{envelope}/proof.json"),
    ("GET", "/wallet"): Row("own"),
    ("GET", "/wallet/history"): Row("own", "/wallet/history?q={order_id}"),
    ("GET", "/wallet/send"): Row("own", "/wallet/send?q=ann"),
    ("POST", "/wallet/send"): Row("own", "", {"person_id": "per_nobody"}),
    ("GET", "/wallet/statement.csv"): Row("own"),
    ("GET", "/wallet/statement.pdf"): Row("own"),
    ("GET", "/wallet/limits"): Row("own"),
    ("POST", "/wallet/limits/free"): Row("own", "", {"amount": "0", "pin": "1"}),
    ("GET", "/wallet/pin/reset"): Row("own"),
    ("POST", "/wallet/pin/reset"): Row("own", "", {"password": "", "pin": "1", "again": "1"}),
    ("POST", "/wallet/pin/reset/passkey/options"): Row("own", "", {"pin": "1", "again": "1"}, is_json=True),
    ("POST", "/wallet/pin/reset/passkey"): Row("own", "", {"credential": {}, "pin": "1", "again": "1"}, is_json=True),
    ("GET", "/wallet/receipts/{seq}"): Row("anns", "/wallet/receipts/{seq}"),
    ("GET", "/wallet/pay-code"): Row("own"),
    ("POST", "/wallet/pay-code/on"): Row("own", "", {"pin": "1"}),
    ("POST", "/wallet/pay-code/off"): Row("own"),
    ("POST", "/wallet/pay-code/new"): Row("own"),
    ("GET", "/wallet/pay-code/now"): Row("own"),
    ("POST", "/wallet/pay-code/questions/{order_id}/pay"): Row(
        "anns", "/wallet/pay-code/questions/{order_id}/pay", {"pin": PIN}, is_json=True
    ),
    ("POST", "/wallet/pay-code/questions/{order_id}/refuse"): Row(
        "anns", "/wallet/pay-code/questions/{order_id}/refuse", is_json=True
    ),
    ("GET", "/wallet/collect"): Row("own"),
    ("GET", "/wallet/collect/print"): Row("own"),
    ("GET", "/collect/{person_id}"): Row("anns", "/collect/{ann}?sign=forged"),
    ("POST", "/collect/{person_id}"): Row("anns", "/collect/{ann}", {"request_id": "intruder", "pin": PIN}),
    ("GET", "/wallet/pin"): Row("own"),
    ("POST", "/wallet/pin"): Row("own", "", {"old": "", "pin": "1", "again": "1"}),
    ("POST", "/wallet/first-pin"): Row("own", "", {"pin": "1"}, is_json=True),
    ("GET", "/wallet/cards"): Row("own"),
    ("POST", "/wallet/cards"): Row("own"),
    ("GET", "/wallet/cards/{id}"): Row("anns", "/wallet/cards/{card}"),
    ("POST", "/wallet/cards/{id}/remove"): Row("anns", "/wallet/cards/{card}/remove"),
    ("GET", "/wallet/top-ups/new"): Row("own"),
    ("POST", "/wallet/top-ups"): Row("anns", "", {"card": "{card}", "amount": "5", "reference": "12345678"}),
    ("GET", "/wallet/top-ups/{id}"): Row("anns", "/wallet/top-ups/{top_up}"),
    ("POST", "/wallet/top-ups/{id}/cancel"): Row("anns", "/wallet/top-ups/{top_up}/cancel"),
    ("GET", "/wallet/withdrawals/new"): Row("own"),
    ("POST", "/wallet/withdrawals"): Row(
        "anns", "", {"card": "{card}", "amount": "5", "reference": "12345678", "pin": PIN}
    ),
    ("GET", "/wallet/withdrawals/{id}"): Row("anns", "/wallet/withdrawals/{withdrawal}"),
    ("POST", "/rail/notices"): Row("signed", "", {"id": "1", "reference": "{top_up}"}, is_json=True),
    ("POST", "/wallet/top-up"): Row("own", "", {"amount": "0", "reference": "12345678"}),
    ("GET", "/chats/{id}/split"): Row("anns", "/chats/{chat}/split"),
    ("POST", "/chats/{id}/splits"): Row(
        "anns",
        "/chats/{chat}/splits",
        {"way": "equal", "amount": "1", "people": ["{ann}"], "request_id": "intruder"},
        is_json=True,
    ),
    ("GET", "/splits/{id}"): Row("anns", "/splits/{split}"),
    ("POST", "/splits/{id}/pay"): Row("anns", "/splits/{split}/pay", {"pin": PIN}),
    ("POST", "/splits/{id}/close"): Row("anns", "/splits/{split}/close"),
    ("POST", "/splits/{id}/decline"): Row("anns", "/splits/{split}/decline"),
    ("POST", "/splits/{id}/remind"): Row("anns", "/splits/{split}/remind", {"person_id": "{friend}"}),
    ("GET", "/wallet/receipts/{seq}/dispute"): Row("anns", "/wallet/receipts/{seq}/dispute"),
    ("POST", "/wallet/receipts/{seq}/dispute"): Row(
        "anns", "/wallet/receipts/{seq}/dispute", {"reason": "other", "words": "intruder", "amount": "1"}
    ),
    ("GET", "/disputes/{id}"): Row("anns", "/disputes/{dispute}"),
    ("POST", "/disputes/{id}/accept"): Row("anns", "/disputes/{dispute}/accept"),
    ("POST", "/disputes/{id}/withdraw"): Row("anns", "/disputes/{dispute}/withdraw"),
    ("POST", "/disputes/{id}/escalate"): Row("anns", "/disputes/{dispute}/escalate", {"words": "intruder"}),
}
