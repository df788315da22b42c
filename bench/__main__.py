"""`python -m bench [names] [--seconds N]`: run the named benchmarks, or all of them, and write docs/benchmarks.md."""

import argparse
import asyncio
import importlib
from pathlib import Path
from types import ModuleType

from bench.harness import PAGE, machine, write_section


def benchmarks() -> dict[str, ModuleType]:
    """The modules of this folder that are benchmarks, by name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    modules = {name: importlib.import_module(f"bench.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "run") and hasattr(module, "TITLE")}


def main() -> None:
    known = benchmarks()
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(known)}; all when none is given")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement (default 3)")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(known):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in chosen.names or known:
        facts = machine()
        print(f"{known[name].TITLE} ({facts})", flush=True)
        write_section(name, known[name].TITLE, asyncio.run(known[name].run(chosen.seconds)), facts)
    print(f"written: {PAGE}")


if __name__ == "__main__":
    main()
