"""`superapp dev DIR`: develop a program in the real runtime. The work is in superapp/dev."""

from pathlib import Path
from typing import Annotated

import typer

from superapp.cli.output import fail, run


def dev(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder with app.json or project.config.json.")],
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8300,
    path: Annotated[str, typer.Option(metavar="PAGE", help="Page to open first, with its query.")] = "",
) -> None:
    """Serve a program from a folder: compile on save, reload, errors with their source."""
    from superapp.cli.packing import open_project

    project = open_project(folder)
    folder, root = project.folder, project.root.relative_to(project.folder).as_posix()
    from superapp.dev.serve import serve
    from superapp.dev.terminal import Terminal
    from superapp.web.assets import STATIC

    if not (STATIC / "build" / "dev.js").is_file():
        fail("The browser bundles are not built.", next_step="make demo", code="not_built")
    try:
        run(serve(folder, root="" if root == "." else f"{root}/", port=port, path=path, terminal=Terminal()))
    except KeyboardInterrupt:
        # uvicorn hands the signal on once it has ended.
        print()
