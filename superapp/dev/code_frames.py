"""The lines of the developer's source around a place, for errors on the page and in the terminal."""

from dataclasses import dataclass
from pathlib import Path

_AROUND = 3
_LINE_CHARS_MAX = 240
_FILE_BYTES_MAX = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class CodeFrame:
    """first: number of the first line. line: the one meant. column: from 1, 0 when not known."""

    file: str
    first: int
    lines: list[str]
    line: int
    column: int


def frame_of(folder: Path, file: str, line: int, column: int = 0) -> CodeFrame | None:
    """None when there is no such line; nothing outside of the folder is read."""
    path = (folder / file).resolve()
    if line < 1 or not path.is_relative_to(folder.resolve()) or not path.is_file():
        return None
    if path.stat().st_size > _FILE_BYTES_MAX:
        return None
    lines = path.read_text(errors="replace").splitlines()
    if line > len(lines):
        return None
    first = max(1, line - _AROUND)
    shown = [text[:_LINE_CHARS_MAX] for text in lines[first - 1 : line + _AROUND]]
    return CodeFrame(file, first, shown, line, column)


def place_of(at: str) -> tuple[str, int, int]:
    """`file:line:column` or `file:line`; ("", 0, 0) for anything else."""
    parts = at.rsplit(":", 2)
    if len(parts) == 3 and parts[1].isdigit() and parts[2].isdigit():
        return parts[0], int(parts[1]), int(parts[2])
    file, _, line = at.rpartition(":")
    return (file, int(line), 0) if line.isdigit() and file else ("", 0, 0)


def text_of(frame: CodeFrame) -> list[str]:
    """As a terminal shows it: `> 12 | code`, with a mark under the column."""
    width = len(str(frame.first + len(frame.lines) - 1))
    shown = list[str]()
    for number, text in enumerate(frame.lines, frame.first):
        here = number == frame.line
        shown.append(f"{'>' if here else ' '} {number:>{width}} | {text}".rstrip())
        if here and frame.column:
            indent = "".join("\t" if letter == "\t" else " " for letter in text[: frame.column - 1])
            shown.append(f"  {'':>{width}} | {indent}^")
    return shown
