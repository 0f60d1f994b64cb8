"""The line that puts the chat on a page, and what goes with it."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from web.routes.widget import STATIC, assets


@dataclass(frozen=True)
class Tag:
    """A script tag, as it is copied into a page."""

    #: Address of this service.
    server: str
    #: Attributes without `data-`; what is empty is left out.
    options: Mapping[str, str]
    pinned: bool = False

    @property
    def source(self) -> str:
        """Where the script is."""
        return f"{self.server}{assets()}/widget.js" if self.pinned else f"{self.server}/widget.js"

    def __str__(self) -> str:
        attributes = {"src": self.source}
        if self.pinned:
            # Without `crossorigin` a browser may not look whether it is what was published.
            attributes |= {"integrity": integrity(), "crossorigin": "anonymous"}
        attributes |= {f"data-{name}": value for name, value in self.options.items() if value}
        written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
        return f"<script {written} async></script>"


@cache
def integrity() -> str:
    """Return the hash by which a browser knows the script of this version."""
    digest = hashlib.sha384((STATIC / "widget.js").read_bytes()).digest()
    return f"sha384-{base64.b64encode(digest).decode()}"


def policy(server: str) -> str:
    """Return what the policy of the school's page must allow."""
    return f"script-src {server};\nframe-src {server};"
