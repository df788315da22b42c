"""The ledger's own schema: numbered SQL files for each engine, applied in order by `start()`. A file that has been
released is never edited; a change is the next number. Why this is not alembic: docs/decisions/0003-ledger.md."""

from pathlib import Path

_HERE = Path(__file__).parent


def scripts(engine: str, after: int) -> list[tuple[int, str]]:
    """(version, SQL) of every step above `after`, in order. engine: "sqlite" or "postgres"."""
    steps = ((int(path.name[:4]), path) for path in sorted((_HERE / engine).glob("*.sql")))
    return [(version, path.read_text()) for version, path in steps if version > after]
