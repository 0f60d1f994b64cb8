"""The demo school page with the chat on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.language import DEFAULT_LANGUAGE
from knowledge.schema import LANGUAGES, Language
from web.languages import accepted_language
from web.message_text import MAX_CHARS
from web.services import Services, services_of

WEB = Path(__file__).parent.parent
DEMO, WIDGET, PAGES = WEB / "demo", WEB / "widget", WEB / "pages"
TEMPLATES = (
    PAGES / "templates",
    DEMO / "templates",
    WEB / "console" / "templates",
    WEB / "reference" / "templates",
    WEB / "sites" / "templates",
    WIDGET,
)
STRINGS = DEMO / "static" / "strings"
router = APIRouter(include_in_schema=False)


@cache
def strings(language: Language) -> dict[str, str]:
    """Return the labels of the pages in `language`."""
    labels: dict[str, str] = json.loads((STRINGS / f"{language}.json").read_text(encoding="utf-8"))
    return labels


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: str, language: Language, status: int = 200, **values: Any) -> Response:
    """Return the page `template` in `language`."""
    return render_with(template, language, strings(language), status, **values)


def render_with(template: str, language: Language, labels: Mapping[str, str], status: int, **values: Any) -> Response:
    """Return the page `template` in `language`, with other `labels` than those of the demo page."""
    page = _environment().get_template(template)
    names = [(code, strings(code)["language_name"]) for code in LANGUAGES]
    html = page.render(language=language, languages=names, t=labels, max_chars=MAX_CHARS, **values)
    headers = {"Vary": "Accept-Language", "Content-Language": language}
    return Response(html, status, headers, "text/html; charset=utf-8")


def page_language(
    lang: Annotated[str | None, Query(max_length=20)] = None, accept_language: Annotated[str | None, Header()] = None
) -> Language:
    """Return the language of a page: the one asked for, else the browser's, else Dutch."""
    asked = next((code for code in LANGUAGES if code == lang), None)
    return asked or accepted_language(accept_language) or DEFAULT_LANGUAGE


@router.get("/")
async def index(
    language: Annotated[Language, Depends(page_language)], services: Annotated[Services, Depends(services_of)]
) -> Response:
    """Return the demo page."""
    return render("index.html", language, retention_hours=f"{services.settings.retention_hours:g}")
