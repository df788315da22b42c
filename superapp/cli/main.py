"""`superapp …`: the entry point. It only knows names and options; each command imports its work when it runs, so that
`--help` answers at once."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from superapp.cli.auditing import audit
from superapp.cli.output import AsJson, fail

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="A self-hosted super-app.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
books = typer.Typer(no_args_is_help=True, help="Prove the ledger.")
person = typer.Typer(no_args_is_help=True, help="People.")
developer = typer.Typer(no_args_is_help=True, help="Developers.")
merchant = typer.Typer(no_args_is_help=True, help="Merchants.")
program = typer.Typer(no_args_is_help=True, help="Programs.")
envelope = typer.Typer(no_args_is_help=True, help="Red envelopes.")
for name, group in (
    ("audit", audit),
    ("books", books),
    ("person", person),
    ("developer", developer),
    ("merchant", merchant),
    ("program", program),
    ("envelope", envelope),
):
    app.add_typer(group, name=name)


@app.command()
def demo() -> None:
    """Set up and run everything with demo people, demo money and the shop."""
    from superapp.cli.demo import run_demo

    run_demo()


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes a free one.")] = None,
) -> None:
    """Run the host."""
    from superapp.cli.run import run_host

    run_host(host, port)


@app.command()
def worker() -> None:
    """Run the worker: reactions, notices, expiries."""
    from superapp.cli.run import run_worker

    run_worker()


@app.command()
def migrate(as_json: AsJson = False) -> None:
    """Bring both databases and the ledger to the newest schema."""
    from superapp.cli.setup import migrate_all

    migrate_all(as_json)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Say what is right with this installation, what is not, and how to mend it."""
    from superapp.cli.doctor import examine

    examine(as_json)


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="Where to; a new folder.")], as_json: AsJson = False) -> None:
    """Copy the databases as they stand at one moment, files, keys and secrets."""
    from superapp.cli.backing_up import back_up

    back_up(folder, as_json)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="A backup.")],
    verify: Annotated[bool, typer.Option("--verify", help="Prove the books before it says done.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back into an empty installation."""
    from superapp.cli.backing_up import restore as bring_back

    bring_back(folder, verify, as_json)


@books.command("check")
def books_check(as_json: AsJson = False) -> None:
    """Prove every invariant of the money; exit 1 and the first failing fact when one fails."""
    from superapp.cli.books import check

    check(as_json)


@envelope.command("verify")
def envelope_verify(
    file_or_id: Annotated[str, typer.Argument(metavar="FILE-OR-ID", help="A downloaded proof, or an envelope's id.")],
    as_json: AsJson = False,
) -> None:
    """Divide an envelope again from its published seed; exit 1 when what people got does not follow from it."""
    from superapp.cli.envelope import verify_envelope

    verify_envelope(file_or_id, as_json)


@person.command("create")
def person_create(
    name: str,
    handle: Annotated[str | None, typer.Option(help="Unique name; made from the id when left out.")] = None,
    openid_for: Annotated[str | None, typer.Option(metavar="APPID", help="Also print the openid there.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="operator, auditor or developer; may be repeated.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a password to sign in with.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create a person."""
    from superapp.cli.create import create_person

    create_person(name, handle, openid_for, role or [], password, as_json)


@person.command("tier")
def person_tier(
    who: Annotated[str, typer.Argument(metavar="PERSON", help="Handle or id.")],
    tier: Annotated[str, typer.Argument(help="One of the rules' tiers, such as starter, basic or verified.")],
    *,
    reason: Annotated[str, typer.Option(help="Kept in the audit trail.")],
    as_json: AsJson = False,
) -> None:
    """Give a person another identity tier."""
    from superapp.cli.tier import set_tier

    set_tier(who, tier, reason, as_json)


@developer.command("create")
def developer_create(
    name: str,
    handle: Annotated[str | None, typer.Option(help="Unique name; made from the id when left out.")] = None,
    password: Annotated[bool, typer.Option("--password", help="Ask for a password, for the console.")] = False,
    as_json: AsJson = False,
) -> None:
    """Create a developer and a token for publishing."""
    from superapp.cli.create import create_developer

    create_developer(name, handle, password, as_json)


@merchant.command("create")
def merchant_create(name: str, as_json: AsJson = False) -> None:
    """Create a merchant with its keys."""
    from superapp.cli.create import create_merchant

    create_merchant(name, as_json)


@program.command("create")
def program_create(
    name: str,
    developer_id: Annotated[str, typer.Option("--developer", metavar="ID", help="Who owns it.")],
    domain: Annotated[list[str] | None, typer.Option(help="Server the program may call; may be repeated.")] = None,
    category: Annotated[str | None, typer.Option(help="transport, food, tickets, shopping, games, tools.")] = None,
    description: Annotated[str | None, typer.Option(help="One line that people read before they open it.")] = None,
    as_json: AsJson = False,
) -> None:
    """Register a program."""
    from superapp.cli.create import create_program

    create_program(name, developer_id, domain or [], category, description, as_json)


@app.command("open-url")
def open_url(
    appid: str,
    path: Annotated[str, typer.Argument(help="Page path with query.")] = "",
    *,
    as_person: Annotated[str, typer.Option("--as", metavar="PERSON", help="Handle or id.")],
    as_json: AsJson = False,
) -> None:
    """A one-time address that signs a person in and opens a program (demo mode only)."""
    from superapp.cli.create import create_open_url

    create_open_url(appid, path, as_person, as_json)


def main() -> None:
    """Entry of the `superapp` script."""
    # Registered here and not above: these bring their own options, and their modules are light.
    from superapp.cli.check import check
    from superapp.cli.dev import dev
    from superapp.cli.publish import publish

    app.command()(check)
    app.command()(dev)
    app.command()(publish)
    try:
        app()
    except Exception as error:
        if os.environ.get("SUPERAPP_TRACE"):
            raise
        from superapp.cli.refusals import explain

        words = explain(error)
        with suppress(typer.Exit):
            fail(words.sentence, next_step=words.next_step, as_json="--json" in sys.argv, code=words.code)
        sys.exit(1)
