"""`superapp dev` at work: compile, serve, watch, compile again. It ends with Ctrl-C and leaves nothing behind.
Called by cli/dev.py."""

import asyncio
import os
import socket
import time
from collections.abc import Iterable
from pathlib import Path
from types import FrameType

import uvicorn
from watchfiles import Change, DefaultFilter, awatch

from superapp.dev.bridge import Bridge
from superapp.dev.compiling import Build, Compiling
from superapp.dev.host import DevHost
from superapp.dev.terminal import Terminal
from superapp.net.safe_http import SafeHttp

# Editors write a file in several steps; what follows within this time is one change.
_SETTLE_MS = 20
_SETTLE_MS_MAX = 120


class SourceFilter(DefaultFilter):
    """What an editor leaves for itself is no change; node_modules is watched, as a program may stand on it."""

    ignore_dirs = tuple(name for name in DefaultFilter.ignore_dirs if name != "node_modules")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, host: DevHost) -> None:
        super().__init__(config)
        self._host = host

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._host.close()
        super().handle_exit(sig, frame)


async def serve(source: Path, *, root: str, port: int, path: str, terminal: Terminal) -> None:
    """Runs until SIGINT or SIGTERM.

    source: absolute. root: the folder of app.json in it, "" or with a closing slash. port: 0 takes a free one. path: a
    page of the program, "" for its first.

    Raises OSError when the port is taken.
    """
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen()  # who follows the printed address at once waits for an answer instead of being refused
    http = SafeHttp(allow_private=True)
    name = source.name
    saved: dict[int, float] = {}

    def ready(number: int, at: float) -> None:
        if number in saved:
            terminal.reloaded(at - saved.pop(number))

    host = DevHost(source, root, name, path, Bridge(http, terminal.note, name), terminal.heard, ready)
    config = uvicorn.Config(
        host.app(), log_level="error", access_log=False, lifespan="off", timeout_graceful_shutdown=1, ws="none"
    )
    server = _Server(config, host)
    try:
        async with Compiling(source) as compiling:
            first = await compiling.build()
            host.show(first)
            terminal.started(f"http://127.0.0.1:{listening.getsockname()[1]}/", first, source)
            watching = asyncio.create_task(_watch(compiling, host, saved, terminal))
            try:
                await server.serve(sockets=[listening])
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
    finally:
        await http.close()
        listening.close()


async def _watch(compiling: Compiling, host: DevHost, saved: dict[int, float], terminal: Terminal) -> None:
    changes = awatch(compiling.source, watch_filter=SourceFilter(), debounce=_SETTLE_MS_MAX, step=_SETTLE_MS)
    async for changed in changes:
        at = _saved_at(path for _, path in changed)
        build: Build = await compiling.build()
        if build.folder is not None:
            saved[build.number] = at
        terminal.built(build, _names(changed, compiling.source), compiling.source)
        host.show(build)


def _saved_at(paths: Iterable[str]) -> float:
    """Seconds since the epoch at which the last of these files was written; now for one that is gone."""
    now, times = time.time(), list[float]()
    for path in paths:
        try:
            times.append(os.stat(path).st_mtime)
        except OSError:
            times.append(now)
    # A file that was copied keeps an old time.
    return max((at for at in times if now - 5 < at <= now), default=now)


def _names(changed: set[tuple[Change, str]], source: Path) -> list[str]:
    return sorted(os.path.relpath(path, source) for _, path in changed)
