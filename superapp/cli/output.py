"""What commands print: one JSON object for machines (`--json`), quiet lines for people, a clear sentence on refusal.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage."""

import json
import sys
from collections.abc import Coroutine, Mapping
from typing import Annotated, Any, NoReturn, TypeVar

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Result = TypeVar("Result")


def show(facts: Mapping[str, Any], as_json: bool) -> None:
    """Print facts: as JSON, or as aligned lines."""
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, default=str))
        return
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        print(f"{name.replace('_', ' '):<{width}}  {value}")


def fail(message: str, *, next_step: str = "", as_json: bool = False, code: str = "failed") -> NoReturn:
    """Say what happened and what to do next, then exit 1."""
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message, "next": next_step}}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
        if next_step:
            print(f"  → {next_step}", file=sys.stderr)
    raise typer.Exit(1)


def run(work: Coroutine[Any, Any, Result], *, as_json: bool = False) -> Result:
    """Run a command's async work; whatever goes wrong becomes a sentence and exit code 1, never a trace."""
    import asyncio
    import os

    try:
        return asyncio.run(work)
    except Exception as error:
        if os.environ.get("SUPERAPP_TRACE"):
            raise
        from superapp.cli.refusals import explain

        words = explain(error)
        fail(words.sentence, next_step=words.next_step, as_json=as_json, code=words.code)
