"""What `superapp dev` prints: where to look, each change with its figures, the program's console with its places.
Colour only on a terminal."""

import sys
import time
from pathlib import Path
from typing import TextIO

from superapp.compiler.diagnostics import Diagnostic
from superapp.dev.code_frames import CodeFrame, frame_of, text_of
from superapp.dev.compiling import Build
from superapp.dev.host import Said

_COLOURS = {"error": "31", "warn": "33", "note": "36", "faint": "2", "strong": "1"}
_FILES_SHOWN = 2


class Terminal:
    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._coloured = out.isatty()

    def started(self, url: str, build: Build, source: Path) -> None:
        self._say(f"{'open':<8}{self._ink('strong', url)}")
        self._say(f"{'folder':<8}{source}")
        self._say(f"{'network':<8}wx.request may ask any http or https address here; on a host only listed ones")
        self._say(f"{'end':<8}Ctrl-C")
        self._say("")
        self.built(build, [], source)

    def built(self, build: Build, changed: list[str], source: Path) -> None:
        more = len(changed) - _FILES_SHOWN
        what = ", ".join(changed[:_FILES_SHOWN]) + (f" and {more} more" if more > 0 else "")
        if build.folder is None:
            self._timed("error", f"{what + ': ' if what else ''}does not compile")
        else:
            self._timed("", f"{what + ': ' if what else ''}compiled in {build.seconds * 1000:.0f} ms")
        for one in build.diagnostics:
            self._diagnostic(one, source)

    def reloaded(self, seconds: float) -> None:
        self._timed("", f"reloaded {seconds * 1000:.0f} ms after saving")

    def heard(self, said: Said, frame: CodeFrame | None) -> None:
        place = f"{said.at}  " if said.at and said.at not in said.text else ""
        text = _plain(said.text).replace(" | at ", f"\n{'':<15}at ")
        self._timed(said.level, f"{said.level:<5} {self._ink('faint', _plain(place))}{text}")
        self._frame(frame)

    def note(self, text: str) -> None:
        self._timed("note", f"note  {_plain(text)}")

    def _diagnostic(self, one: Diagnostic, source: Path) -> None:
        place = ":".join(str(part) for part in (one.file, one.line, one.column) if part)
        self._say(f"{'':<9}{self._ink(_level(one), one.severity)} {place}{': ' if place else ''}{one.message}")
        if one.severity == "error":
            self._frame(frame_of(source, one.file, one.line, one.column))

    def _frame(self, frame: CodeFrame | None) -> None:
        for line in text_of(frame) if frame else []:
            self._say(f"{'':<9}{self._ink('strong' if line.startswith('>') else 'faint', line)}")

    def _timed(self, level: str, text: str) -> None:
        self._say(f"{self._ink('faint', time.strftime('%H:%M:%S'))} {self._ink(level, text)}")

    def _ink(self, kind: str, text: str) -> str:
        code = _COLOURS.get(kind)
        return f"\x1b[{code}m{text}\x1b[0m" if self._coloured and code and text else text

    def _say(self, text: str) -> None:
        print(text, file=self._out, flush=True)


def _plain(text: str) -> str:
    """A program may print anything; a terminal must not obey it."""
    return "".join(one for one in text if one.isprintable() or one in "\n\t")


def _level(one: Diagnostic) -> str:
    return "error" if one.severity == "error" else "warn"
