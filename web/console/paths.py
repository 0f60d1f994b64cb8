"""Where the console's pages are, for whoever must tell them from the others."""

from __future__ import annotations

PREFIX = "/adviser"
SIGN_IN = f"{PREFIX}/sign-in"
SIGN_OUT = f"{PREFIX}/sign-out"
STATIC = f"{PREFIX}/static"
#: What lies below is for editors alone.
EDITORS = f"{PREFIX}/editors"
CHANGES = f"{PREFIX}/changes"
REPORTS = f"{EDITORS}/reports"
MAX_NEXT_CHARS = 1000


def is_below(path: str, place: str) -> bool:
    """Tell whether `path` is `place` or lies below it."""
    return path == place or path.startswith(f"{place}/")


def is_console(path: str) -> bool:
    """Tell whether `path` belongs to the console."""
    return is_below(path, PREFIX)


def safe_next(address: str | None) -> str | None:
    """Return `address` where it is one of the console's own, to go to after the sign-in; else None."""
    if not address or len(address) > MAX_NEXT_CHARS or not address.isascii() or not address.isprintable():
        return None
    path = address.partition("?")[0]
    return address if is_console(path) and not is_below(path, SIGN_IN) and not is_below(path, SIGN_OUT) else None
