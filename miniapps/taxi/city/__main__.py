"""`python -m miniapps.taxi.city`: writes the city that grow.py grows to the file the server reads."""

import json
from pathlib import Path

from miniapps.taxi.city.grow import grow

STORED = Path(__file__).parents[1] / "server" / "data" / "city.json"


def text() -> str:
    return json.dumps(grow(), separators=(",", ":")) + "\n"


if __name__ == "__main__":
    STORED.parent.mkdir(parents=True, exist_ok=True)
    STORED.write_text(text(), encoding="utf-8")
