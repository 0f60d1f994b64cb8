"""Every route of the app, whoever included it."""

from __future__ import annotations

from typing import Any

from starlette.routing import Mount, Route


def routes(app: Any) -> set[str]:
    """Return "METHOD path" of every route, of included routers too."""
    found: set[str] = set()
    for path, operations in app.openapi()["paths"].items():
        found |= {f"{method.upper()} {path}" for method in operations}
    stack = list(app.routes)
    while stack:
        route = stack.pop()
        if isinstance(route, Route):
            found |= {f"{method} {route.path}" for method in route.methods or ()}
        elif not isinstance(route, Mount):
            included = getattr(route, "original_router", route)
            stack += list(getattr(included, "routes", []))
    return found


def mounts(app: Any) -> set[str]:
    """Return the path of everything that is mounted: what is below is no route of ours."""
    return {route.path for route in app.routes if isinstance(route, Mount)}
