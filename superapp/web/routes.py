"""All routes of the host, gathered from this folder and its audiences. A handler module exports
`routes: list[BaseRoute]`; a new file is found by itself, so that rooms never meet in one list."""

import pkgutil
from importlib import import_module

from starlette.routing import BaseRoute

import superapp.web


def all_routes() -> list[BaseRoute]:
    """In the order of the modules' names; a module without `routes` is a helper of its neighbours."""
    found: list[BaseRoute] = []
    modules = pkgutil.walk_packages(superapp.web.__path__, "superapp.web.")
    for name in sorted(module.name for module in modules if module.name != __name__):
        found += getattr(import_module(name), "routes", [])
    return found
