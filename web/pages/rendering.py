"""Render the pages in the language that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import Header, Query, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from knowledge.language import DEFAULT_LANGUAGE
from knowledge.phrases import catalogue
from knowledge.schema import LANGUAGES, Language
from web.languages import accepted_language
from web.message_text import MAX_CHARS

PAGES = Path(__file__).parent
WEB = PAGES.parent
TEXTS = PAGES / "texts.yml"
#: Where templates are; no two have the same name.
TEMPLATES = (
    PAGES / "templates",
    WEB / "demo" / "templates",
    WEB / "console" / "templates",
    WEB / "reference" / "templates",
    WEB / "sites" / "templates",
    WEB / "widget",
)


@cache
def strings(language: Language, path: Path = TEXTS) -> dict[str, str]:
    """Return the labels in `language` of the file `path`: those that the pages share, unless another is named."""
    return {name: localised[language] for name, localised in catalogue(path).items()}


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: str, language: Language, status: int = 200, **values: Any) -> Response:
    """Return the page `template` in `language`."""
    return render_with(template, language, strings(language), status, **values)


def render_with(template: str, language: Language, labels: Mapping[str, str], status: int, **values: Any) -> Response:
    """Return the page `template` in `language`, with other `labels` than those that the pages share."""
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
