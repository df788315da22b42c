"""`superapp books check`: the proof of the books, for people, for machines and for a cron job."""

from typing import Any

from superapp.cli.output import fail, run, show


def check(as_json: bool) -> None:
    facts = run(_check(), as_json=as_json)
    wrong = [fact for fact in facts["facts"] if not fact["ok"]]
    if as_json:
        show({"ok": not wrong, **facts}, as_json)
    else:
        for fact in facts["facts"]:
            print(f"{'ok ' if fact['ok'] else 'NOT'}  {fact['name']}: {fact['detail']}")
    if wrong:
        if as_json:
            raise SystemExit(1)
        fail(f"The books do not hold: {wrong[0]['name']}: {wrong[0]['detail']}", next_step="docs/operate/books.md")


async def _check() -> dict[str, Any]:
    from superapp.cli.installation import installed_house
    from wallet import books

    async with installed_house() as house:
        proof = await books.examine(house.wallet)
    return {"entries": proof.entries, "facts": [{"name": f.name, "ok": f.ok, "detail": f.detail} for f in proof.facts]}
