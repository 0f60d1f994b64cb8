"""Whether a page may show the chat, and what to write where if not."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from knowledge.origins import checked_origin
from knowledge.own_site import SiteOptions

#: What a browser calls safe although it is not https: itself.
_OF_THIS_MACHINE = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")


class Verdict(StrEnum):
    """How the chat fares on a page."""

    #: Every page of ours may be shown there.
    EVERYTHING = "everything"
    #: The chat of this site may.
    ALLOWED = "allowed"
    #: It may not.
    REFUSED = "refused"
    #: What was typed is no address.
    NO_ADDRESS = "no_address"


@dataclass(frozen=True)
class Diagnosis:
    """What is found of one page."""

    verdict: Verdict
    #: What the browser calls the place of the page.
    origin: str = ""
    #: What to add to `site.yml`.
    line: str = ""
    #: A page without TLS can be changed on the way, and so can the chat's tag on it.
    is_unsafe: bool = False


def origin_of(address: str) -> str | None:
    """Return the origin of a page whose address somebody typed, https unless it says otherwise; None of no address."""
    address = address.strip()
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = {"https": 443, "http": 80}.get(parts.scheme)
        number = f":{parts.port}" if parts.port not in {None, port} else ""
        return checked_origin(f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{number}")
    except ValueError:
        return None


def diagnose(address: str, site: str | None, options: SiteOptions, everywhere: Collection[str]) -> Diagnosis:
    """Look whether the page at `address` may show the chat of `site`, whose `options` are given.

    `everywhere`: the origins that may show all of our pages.
    """
    origin = origin_of(address)
    if origin is None:
        return Diagnosis(Verdict.NO_ADDRESS)
    unsafe = origin.startswith("http://") and not _OF_THIS_MACHINE.fullmatch(origin)
    if origin in everywhere:
        return Diagnosis(Verdict.EVERYTHING, origin, is_unsafe=unsafe)
    if origin in options.origins:
        return Diagnosis(Verdict.ALLOWED, origin, is_unsafe=unsafe)
    named = ", ".join([*options.origins, origin])
    line = f"sites:\n  {site or 'your-site'}:\n    origins: [{named}]"
    return Diagnosis(Verdict.REFUSED, origin, line, unsafe)
