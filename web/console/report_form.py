"""The form by which an adviser says that something is outdated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from knowledge.privacy import Masker
from web.accounts.sessions import new_token
from web.message_text import clean

MAX_TEXT_CHARS = 500
MAX_URL_CHARS = 500
_ID_CHARS = 24
_ID = re.compile(rf"[A-Za-z0-9_-]{{{_ID_CHARS}}}", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\]+", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class ReportForm:
    """What was typed, as it is shown again."""

    text: str = ""
    url: str = ""
    point: str = ""
    #: Made with the form: whoever sends the same form again reports nothing new.
    id: str = field(default_factory=lambda: new_token()[:_ID_CHARS])
    #: Name of the text that says why it cannot be kept.
    problem: str | None = None


def read_report(fields: Mapping[str, str], points: set[str]) -> ReportForm:
    """Read the form; `points`: those of the entry, of which any other is none."""
    text, url = clean(fields.get("text", "")), fields.get("url", "").strip()
    point, given = fields.get("point", ""), fields.get("id", "")
    problem = None
    if not text or len(text) > MAX_TEXT_CHARS:
        problem = "report_empty"
    elif url and (len(url) > MAX_URL_CHARS or not _ADDRESS.fullmatch(url)):
        problem = "report_link"
    form = ReportForm(text, url, point if point in points else "", problem=problem)
    return ReportForm(form.text, form.url, form.point, given, problem) if _ID.fullmatch(given) else form


def kept_address(url: str, masker: Masker) -> str | None:
    """Return `url` as it may be kept, without its query where that holds personal data; None where it may not be."""
    parts = urlsplit(url)
    for address in (url, parts._replace(query="", fragment="").geturl()):
        if "@" not in parts.netloc and masker.mask(address).text == address:
            return address
    return None
