"""`superapp audit …`: take the books away, prove them anywhere, look after the key that signs them. Each command
imports its work when it runs; `verify` needs no installation at all."""

import json
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from superapp.cli.output import AsJson, fail, run, show

audit = typer.Typer(no_args_is_help=True, help="Export and prove the books; the key that signs them.")


@audit.command("export")
def audit_export(
    file: Annotated[Path, typer.Argument(help="Where to write; a new file.")], as_json: AsJson = False
) -> None:
    """Write every account, entry, link and signed head into one file."""

    async def work() -> dict[str, Any]:
        from superapp.cli.installation import installed_house
        from wallet.audit.export import export_lines
        from wallet.seals.sealer import seal_all

        async with installed_house() as house:
            await seal_all(house.wallet)
            with file.open("x") as out:
                async for lines in export_lines(house.wallet):
                    out.write(lines)
        return {"file": str(file), "bytes": file.stat().st_size}

    show(run(work(), as_json=as_json), as_json)


@audit.command("verify")
def audit_verify(
    file: Annotated[Path, typer.Argument(help="An export, or a proof.")],
    key: Annotated[list[str], typer.Option(help="A public key, or a file of them; may be repeated.")],
    published: Annotated[Path | None, typer.Option(help="Heads as they were published outside.")] = None,
    as_json: AsJson = False,
) -> None:
    """Prove a copy of the books with the public key alone; exit 1 and the rows that were changed when it fails."""
    from wallet.audit.verify import read_published, verify_export, verify_proof
    from wallet.seals.notes import NoteInvalid

    try:
        keys = _keys(key)
        notes = read_published(published.read_text()) if published else []
        with file.open() as lines:
            first = lines.readline()
            if '"kind"' in first[:200]:
                sentence = verify_proof(json.loads(first + lines.read()), keys)
                show({"ok": True, "proved": sentence}, as_json)
                return
            report = verify_export(chain([first], lines), keys, notes)
    except (NoteInvalid, ValueError) as wrong:
        fail(f"Not proved: {wrong}.", next_step="docs/operate/audit.md", as_json=as_json, code="not_proved")
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}.", as_json=as_json, code="file_unusable")
    facts = {"entries": report.entries, "links": report.links, "heads": report.heads, "sealed": report.sealed}
    if as_json:
        show({"ok": report.holds, **facts, "changed": report.changed, "wrong": report.wrong}, as_json)
    else:
        show(facts, as_json)
        for seq in report.changed:
            print(f"NOT  entry {seq} was changed after it was sealed")
        for sentence in report.wrong:
            print(f"NOT  {sentence}")
        if report.holds:
            print("ok   every row is as it was sealed")
    if not report.holds:
        raise typer.Exit(1)


@audit.command("prove")
def audit_prove(
    file: Annotated[Path, typer.Argument(help="Where to write; a new file.")],
    entry: Annotated[int | None, typer.Option(help="Prove that this entry is sealed.")] = None,
    old: Annotated[
        int | None, typer.Option(help="Prove that the books only grew since the head of this size …")
    ] = None,
    new: Annotated[int | None, typer.Option(help="… up to the head of this size.")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a proof about one entry, or about two signed heads."""
    if (entry is None) == (old is None or new is None):
        fail("Name an --entry, or --old and --new.", as_json=as_json, code="usage")

    async def work() -> dict[str, Any]:
        from superapp.cli.installation import installed_house
        from wallet.seals import proofs

        async with installed_house() as house:
            if entry is not None:
                return await proofs.prove_inclusion(house.wallet, entry)
            return await proofs.prove_consistency(house.wallet, old or 0, new or 0)

    proof = run(work(), as_json=as_json)
    with file.open("x") as out:
        out.write(json.dumps(proof) + "\n")
    show({"file": str(file), "kind": proof["kind"]}, as_json)


@audit.command("keys")
def audit_keys(as_json: AsJson = False) -> None:
    """Print the public keys; give them to auditors by a way of their own."""
    from superapp.base.config import Settings
    from wallet.seals.keys import known_keys

    keys = [one.text() for one in known_keys(Settings().data)]
    if as_json:
        show({"keys": keys}, as_json)
        return
    for one in keys:
        print(one)


@audit.command("rotate-key")
def audit_rotate_key(as_json: AsJson = False) -> None:
    """Sign with a new key from now on. Restart the workers afterwards; the old key stays beside the new one."""
    from superapp.base.config import Settings
    from wallet.ports import SystemClock
    from wallet.seals.keys import rotate_key

    old, new = rotate_key(Settings().data, SystemClock().now())
    show({"old": old.text(), "new": new.text()}, as_json)


def _keys(given: list[str]) -> list[Any]:
    """Each is a key itself, or a file with one a line. Raises NoteInvalid."""
    from wallet.seals.notes import NAME, read_key

    found: list[Any] = []
    for one in given:
        texts = [one] if one.startswith(NAME) else Path(one).read_text().splitlines()
        found += [read_key(text) for text in texts if text.strip()]
    return found
