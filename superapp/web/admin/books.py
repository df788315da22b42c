"""Operators and auditors read the books: the trial balance at any moment, the accounts behind it, statements, searches
they keep, and all of it as files. Every look is on record before anything is shown."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from superapp.base.errors import NotFound
from superapp.flows import look_into_books, search_money
from superapp.flows.search_money import Wish
from superapp.web.forms import number_in_path, read_form, read_number
from superapp.web.rendering import render
from superapp.web.visitor import require

PERMISSION = "transfers.read"
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}
ASKED = ("q", "from", "to", "min", "max", "currency")


class FilterForm(BaseModel):
    name: str = Field(max_length=200)
    query: str = Field(max_length=2000)


async def balance(request: Request) -> Response:
    viewer, at = require(request, PERMISSION), moment_of(request, "at")
    return render(request, "admin/books.html", await look_into_books.balance(request.app.state.house, viewer, at))


async def balance_file(request: Request) -> Response:
    viewer, form, at = require(request, PERMISSION), _form(request), moment_of(request, "at")
    lines = await look_into_books.export_balance(request.app.state.house, viewer, at, form)
    return _file(lines, form, "trial-balance")


async def accounts(request: Request) -> Response:
    """Raises NotFound."""
    viewer, query = require(request, PERMISSION), request.query_params
    view = await look_into_books.accounts(
        request.app.state.house,
        viewer,
        query.get("kind", "person"),
        query.get("currency") or request.app.state.house.wallet.settings.currency,
        at=moment_of(request, "at"),
        after=read_number(query.get("after")) or 0,
    )
    return render(request, "admin/accounts.html", view)


async def account(request: Request) -> Response:
    """Raises AccountRefused, NotFound."""
    viewer, number = require(request, PERMISSION), number_in_path(request, "account")
    view = await look_into_books.statement(
        request.app.state.house,
        viewer,
        number,
        since=moment_of(request, "from"),
        until=moment_of(request, "to"),
        before=read_number(request.query_params.get("before")),
    )
    return render(request, "admin/account.html", view)


async def account_file(request: Request) -> Response:
    """Raises AccountRefused, NotFound."""
    viewer, number, form = require(request, PERMISSION), number_in_path(request, "account"), _form(request)
    since, until = moment_of(request, "from"), moment_of(request, "to")
    house = request.app.state.house
    lines = await look_into_books.export_statement(house, viewer, number, since=since, until=until, form=form)
    return _file(lines, form, f"account-{number}")


async def entries_file(request: Request) -> Response:
    """What a search finds, all of it. Raises AmountInvalid, NotFound."""
    viewer, form = require(request, PERMISSION), _form(request)
    lines = await search_money.export(request.app.state.house, viewer, wish_of(request), form)
    return _file(lines, form, "entries")


async def save_filter(request: Request) -> Response:
    """Raises BodyInvalid, FilterInvalid."""
    viewer, form = require(request, PERMISSION), await read_form(request, FilterForm)
    await search_money.save(request.app.state.house, viewer, form.name, form.query)
    return RedirectResponse(f"/admin/transfers?{form.query}", 303)


async def forget_filter(request: Request) -> Response:
    viewer = require(request, PERMISSION)
    await search_money.forget(request.app.state.house, viewer, request.path_params["filter"])
    return RedirectResponse("/admin/transfers", 303)


def wish_of(request: Request) -> Wish:
    """The search that an address names; what cannot be read counts as not asked."""
    query = request.query_params
    return Wish(
        text=query.get("q", "").strip()[:100],
        since=moment_of(request, "from"),
        until=moment_of(request, "to"),
        amount_from=query.get("min", "").strip()[:20],
        amount_to=query.get("max", "").strip()[:20],
        currency=query.get("currency", "")[:3],
    )


def query_of(request: Request) -> str:
    """The search's own part of the address, to keep or to export."""
    return urlencode({name: value for name in ASKED if (value := request.query_params.get(name, ""))})


def moment_of(request: Request, name: str) -> datetime | None:
    """A moment from an address, such as "2026-11-23T09:00", taken as UTC; None when there is none."""
    try:
        found = datetime.fromisoformat(request.query_params.get(name, ""))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _form(request: Request) -> str:
    form = request.path_params["form"]
    if form not in TYPES:
        raise NotFound("file")
    return form


def _file(lines: AsyncIterator[str], form: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"', "cache-control": "no-store"}
    return StreamingResponse(lines, media_type=TYPES[form], headers=headers)


routes: list[BaseRoute] = [
    Route("/admin/books", balance),
    Route("/admin/books/balance.{form}", balance_file),
    Route("/admin/books/accounts", accounts),
    Route("/admin/books/accounts/{account}", account),
    Route("/admin/books/accounts/{account}/statement.{form}", account_file),
    Route("/admin/books/entries.{form}", entries_file),
    Route("/admin/books/filters", save_filter, methods=["POST"]),
    Route("/admin/books/filters/{filter}/remove", forget_filter, methods=["POST"]),
]
