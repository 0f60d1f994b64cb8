"""Web origins: what a browser calls the place that a page comes from."""

from __future__ import annotations

import re

#: Scheme, host and port alone; a name with other letters is written as its `xn--` form, as browsers send it.
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?", re.ASCII)


def checked_origin(origin: str) -> str:
    """Return `origin` as browsers write it.

    Raises:
        ValueError: it is none; the message says how one is written.
    """
    written = origin.strip().lower()
    if not _ORIGIN.fullmatch(written):
        raise ValueError(f"{origin!r} is no origin: write it as https://www.school.example")
    return written
