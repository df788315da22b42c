"""The network's pages for people, on its own origin: one takes a card's number, one asks whether a payment is theirs.
Each is reached by a secret in its address, which only the person who was sent here has."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from card_network.behaviours import BEHAVIOURS, is_number
from card_network.network import Network, NetworkRefused

CODE = "1234"  # what the bank would have sent to the cardholder's phone
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
TEMPLATES.trim_blocks = TEMPLATES.lstrip_blocks = True
FIELDS_MAX = 10
# Minor units of a currency, where there are not two.
DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "BHD": 3, "JOD": 3, "KWD": 3, "OMR": 3, "TND": 3}


def routes(network: Network) -> list[BaseRoute]:
    async def card(request: Request) -> Response:
        secret = request.path_params["secret"]
        try:
            _, page = network.page_by_secret(secret)
        except NetworkRefused:
            return _page("gone.html", {}, status=404)
        if page["token"]:
            return RedirectResponse(page["return_url"], 303)
        fields = dict[str, str]()
        problems = dict[str, str]()
        if request.method == "POST":
            fields = await _fields(request)
            number, expiry = fields.get("number", "").replace(" ", ""), _expiry(fields.get("expiry", ""))
            problems = _problems(number, expiry, fields.get("code", ""), network.now())
            if not problems and expiry:
                return RedirectResponse(network.add_card(secret, number, *expiry), 303)
        else:
            fields = {"number": _spaced(request.query_params.get("number", ""))}
        view = {"fields": fields, "problems": problems, "cards": BEHAVIOURS, "spaced": _spaced}
        return _page("card.html", view, back=page["return_url"], status=400 if problems else 200)

    async def challenge(request: Request) -> Response:
        secret, wrong = request.path_params["secret"], False
        try:
            _, thing = network.challenge_by_secret(secret)
        except NetworkRefused:
            return _page("gone.html", {}, status=404)
        if not network.is_open(thing):
            return RedirectResponse(thing["return_url"], 303)
        if request.method == "POST":
            fields = await _fields(request)
            confirmed = fields.get("answer") == "confirm"
            wrong = confirmed and fields.get("code", "").strip() != CODE
            if not wrong:
                return RedirectResponse(network.answer_challenge(secret, confirmed=confirmed), 303)
        view = {"amount": _amount(thing), "wrong": wrong, "code": CODE}
        return _page("challenge.html", view, back=thing["return_url"], status=400 if wrong else 200)

    return [
        Route("/cards/{secret}", card, methods=["GET", "POST"]),
        Route("/challenges/{secret}", challenge, methods=["GET", "POST"]),
    ]


def _page(name: str, view: dict[str, Any], *, back: str = "", status: int = 200) -> Response:
    """back: where a form leads to in the end; a policy for forms counts for redirects, too."""
    parts = urlsplit(back)
    origin = f" {parts.scheme}://{parts.netloc}" if back else ""
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self'{origin}; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return HTMLResponse(TEMPLATES.get_template(name).render(view), status, headers)


async def _fields(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=FIELDS_MAX) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def _problems(number: str, expiry: tuple[int, int] | None, code: str, now: float) -> dict[str, str]:
    problems = dict[str, str]()
    if not is_number(number):
        problems["number"] = "This is not a card number. Check each digit."
    today = datetime.fromtimestamp(now, UTC)
    if expiry is None or not (today.year, today.month) <= (expiry[1], expiry[0]) <= (today.year + 20, 12):
        problems["expiry"] = "Month and year as on the card, such as 08/30."
    if not (code.isascii() and code.isdigit() and 3 <= len(code) <= 4):
        problems["code"] = "Three or four digits; on a test card, any."
    return problems


def _expiry(text: str) -> tuple[int, int] | None:
    """(month, year) of "08/30"; None for anything else."""
    month, slash, year = text.replace(" ", "").partition("/")
    if not slash or not (month.isascii() and month.isdigit() and year.isascii() and year.isdigit()):
        return None
    if len(month) > 2 or len(year) not in (2, 4) or not 1 <= int(month) <= 12:
        return None
    return int(month), int(year) if len(year) == 4 else 2000 + int(year)


def _spaced(number: str) -> str:
    digits = "".join(letter for letter in number if letter.isdigit())[:19]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _amount(thing: dict[str, Any]) -> str:
    digits = DIGITS.get(thing["currency"], 2)
    return f"{thing['amount_minor'] / 10**digits:,.{digits}f} {thing['currency']}"
