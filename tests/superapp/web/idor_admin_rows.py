"""Who may use which address of the operators' and auditors' pages (idor_rows.py has the others)."""

from tests.superapp.web.idor import Row

ADMIN_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/admin"): Row("look"),
    ("GET", "/admin/transfers"): Row("look", "/admin/transfers?q={order_id}"),
    ("GET", "/admin/transfers/{seq}"): Row("look", "/admin/transfers/{seq}"),
    ("GET", "/admin/audit"): Row("look"),
    ("GET", "/admin/books"): Row("look"),
    ("GET", "/admin/books/balance.{form}"): Row("look", "/admin/books/balance.csv"),
    ("GET", "/admin/books/accounts"): Row("look"),
    ("GET", "/admin/books/accounts/{account}"): Row("look", "/admin/books/accounts/1"),
    ("GET", "/admin/books/accounts/{account}/statement.{form}"): Row("look", "/admin/books/accounts/1/statement.csv"),
    ("GET", "/admin/books/entries.{form}"): Row("look", "/admin/books/entries.jsonl"),
    ("GET", "/admin/corrections"): Row("look"),
    ("POST", "/admin/corrections"): Row(
        "operate", "", {"debit": "1", "credit": "2", "amount": "1", "reason": "fine", "evidence": "fine"}
    ),
    ("POST", "/admin/corrections/{correction}"): Row("operate", "/admin/corrections/cor_x", {"verdict": "approve"}),
    ("GET", "/admin/restrictions"): Row("look"),
    ("POST", "/admin/restrictions"): Row("operate", "", {"who": "@nobody", "cause": "fraud", "reason": "fine"}),
    ("POST", "/admin/restrictions/{restriction}/lift"): Row(
        "operate", "/admin/restrictions/rst_x/lift", {"reason": "fine"}
    ),
    ("GET", "/admin/reconciliation"): Row("look"),
    ("POST", "/admin/reconciliation"): Row("operate", "", {"mchid": "1900000000", "day": "2026-11-23"}),
    ("POST", "/admin/reconciliation/{difference}"): Row("operate", "/admin/reconciliation/dif_x", {"how": "fine"}),
    ("GET", "/admin/dashboard"): Row("look"),
    ("GET", "/admin/seals"): Row("look", "/admin/seals?first=1"),
    ("GET", "/admin/seals/entries/{seq}"): Row("look", "/admin/seals/entries/{seq}"),
    ("GET", "/admin/seals/heads/{old}/{new}"): Row("look", "/admin/seals/heads/1/2"),
    ("POST", "/admin/books/filters"): Row("look", "", {"name": "fine", "query": "q=1"}),
    ("POST", "/admin/books/filters/{filter}/remove"): Row("look", "/admin/books/filters/flt_x/remove"),
    ("GET", "/admin/tiers"): Row("look"),
    ("POST", "/admin/tiers"): Row("operate", "", {"person": "nobody", "tier": "basic", "reason": "fine"}),
    ("GET", "/admin/versions"): Row("operate"),
    ("POST", "/admin/versions/{version_id}"): Row(
        "operate", "/admin/versions/ver_x", {"bundle": "a" * 64, "verdict": "approve", "reason": "fine"}
    ),
    ("GET", "/admin/reports"): Row("operate"),
    ("POST", "/admin/reports/{report_id}"): Row(
        "operate", "/admin/reports/rep_x", {"decision": "dismissed", "reason": "fine"}
    ),
    ("GET", "/admin/channels"): Row("operate"),
    ("POST", "/admin/channels/{post_id}"): Row("operate", "/admin/channels/pos_x", {"reason": "fine"}),
}
