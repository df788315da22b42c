"""What went wrong, in a sentence with a next step, for every error a command can meet. The web has words of its own for
most refusals (superapp/web/problems.py); those that would speak of pages and buttons are worded here."""

from dataclasses import asdict
from typing import NamedTuple

from wallet.errors import Refusal

DATABASE_NEXT = "start it, or correct SUPERAPP_DATABASE_URL and WALLET_DATABASE_URL"
WORDS: dict[str, tuple[str, str]] = {
    "not_set_up": ("{detail}", "superapp migrate"),
    "not_found": ("There is no such {what}.", ""),
    "not_allowed": ("This person lacks the permission {permission}.", "superapp developer create NAME"),
    "envelope_unknown": ("There is no envelope {envelope}, and no file of that name.", ""),
    "not_sealed": ("No signed head covers this yet.", "superapp audit export, or wait for the worker"),
    "name_invalid": ("A {what} needs a name of 1 to {letters_max} letters.", ""),
    "merchant_name_invalid": ("A merchant needs a name of 1 to {letters_max} letters.", ""),
    "demo_mode_only": ("The command {command} works in demo mode only.", "set SUPERAPP_DEMO=1 to try things out"),
    "handle_taken": ("The handle {handle} is taken.", "choose another --handle"),
    "person_invalid": ("The {field} is not valid. {reason}", ""),
    "password_refused": ("This password is not good enough. {reason}", ""),
    "program_unknown": ("There is no program {appid}.", "superapp program create NAME --developer ID"),
    "currency_without_rules": (
        "WALLET_CURRENCIES names {currency}, but the rules do not: add it to {lacking}.",
        "docs/operate/currencies.md",
    ),
    "domain_refused": ("{address} cannot be listed: {reason}.", "use https, a host name and, if needed, a port"),
}


class Explained(NamedTuple):
    """code: stable, for machines; next_step: a command or an action; "" when the sentence says it all."""

    code: str
    sentence: str
    next_step: str


def explain(error: Exception) -> Explained:
    """Words for a refusal, for a setting that is not valid, for a database that is away; else that something broke."""
    from pydantic import ValidationError

    if isinstance(error, Refusal):
        return _refusal(error)
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or error.title
        return Explained(
            "setting_invalid", f"The setting {name} is not valid: {first['msg']}.", "docs/operate/install.md"
        )
    if isinstance(error, OSError) and error.filename:
        return Explained("file_unusable", f"{error.filename}: {error.strerror}.", "superapp doctor")
    if _speaks_of_a_database(error):
        return Explained("database_away", f"The database does not answer: {_first_line(error)}", DATABASE_NEXT)
    sentence = f"Something broke: {type(error).__name__}: {_first_line(error)}"
    return Explained("failed", sentence, "superapp doctor; SUPERAPP_TRACE=1 shows where it broke")


def _refusal(refusal: Refusal) -> Explained:
    if refusal.code in WORDS:
        sentence, next_step = WORDS[refusal.code]
        return Explained(refusal.code, sentence.format(**asdict(refusal)).strip(), next_step)
    from superapp.web.problems import words_for

    words = words_for(refusal)
    return Explained(refusal.code, f"{words.title}.", words.next)


def _speaks_of_a_database(error: Exception) -> bool:
    """Connecting failed, or a driver said so; a statement that failed on a living database is our own fault."""
    from asyncpg import PostgresConnectionError
    from asyncpg.exceptions import InvalidAuthorizationSpecificationError, InvalidCatalogNameError
    from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

    away = (
        PostgresConnectionError,
        InvalidAuthorizationSpecificationError,
        InvalidCatalogNameError,
        ArgumentError,
        InterfaceError,
        ConnectionError,
        TimeoutError,
    )
    missing = "no such table" in str(error) or "no such column" in str(error)
    return isinstance(error, (OSError, *away)) or (isinstance(error, OperationalError) and not missing)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
