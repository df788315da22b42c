"""The command line as a person meets it, many times over. `python -m tests.superapp.cli.commands` loads the program
once and forks for each command it reads on standard input: every command still is a process of its own, with its own
environment, output and exit code, but the second of importing is paid once."""

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    def facts(self) -> dict[str, Any]:
        """The one JSON object of a command that succeeded."""
        assert self.code == 0, self.out + self.err
        return json.loads(self.out)

    def error(self) -> dict[str, str]:
        """The error object of a command that was refused."""
        assert self.code == 1, self.out + self.err
        assert "Traceback" not in self.err
        return json.loads(self.out)["error"]


class Commands:
    """Runs `superapp …` on the installation that `environment` names."""

    def __init__(self, process: subprocess.Popen[str], environment: dict[str, str]) -> None:
        self._process, self.environment = process, environment

    def __call__(self, *arguments: str, stdin: str = "", **settings: str) -> Done:
        """settings: environment variables for this command alone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"arguments": arguments, "environment": self.environment | settings, "stdin": stdin}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Done(**json.loads(self._process.stdout.readline()))

    def on(self, data: Path, **settings: str) -> "Commands":
        """The same commands for another installation."""
        return Commands(self._process, clean_environment(data, **settings))


def clean_environment(data: Path, **settings: str) -> dict[str, str]:
    """This process's environment without settings of a super-app, and with these."""
    own = ("SUPERAPP_", "WALLET_", "DATA", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return kept | {"DATA": str(data)} | settings


@contextmanager
def running_commands(data: Path, **settings: str) -> Iterator[Commands]:
    """Ready to run commands on the installation in `data`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.superapp.cli.commands"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Commands(process, clean_environment(data, **settings))
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(10)


def _serve() -> None:
    for module in ("superapp.main", "superapp.migrations", "alembic.script", "aiosqlite", "superapp.cli.demo_world"):
        importlib.import_module(module)  # what most commands import
    for line in sys.stdin:
        print(json.dumps(_run(json.loads(line))), flush=True)


def _run(request: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+") as told, tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        told.write(request["stdin"])
        told.seek(0)
        child = os.fork()
        if child == 0:
            for file, number in ((told, 0), (out, 1), (err, 2)):
                os.dup2(file.fileno(), number)
            _become(request)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        err.seek(0)
        return {"code": code, "out": out.read(), "err": err.read()}


def _become(request: dict[str, Any]) -> None:
    """In the forked process: run the command and end as it ends."""
    from superapp.cli.main import main

    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["superapp", *request["arguments"]]
    # The streams of the parent hold what it has read ahead; these are fresh.
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    code = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    _serve()
