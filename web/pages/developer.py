"""Render the pages for those who put the chat on a page or call it from a program."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from knowledge.phrases import catalogue
from knowledge.schema import Language
from web.pages.rendering import render_with, strings

SHARED = Path(__file__).parent / "developer.yml"
_MARKDOWN = MarkdownIt("js-default", {"html": False})


@cache
def texts(language: Language, path: Path) -> dict[str, str]:
    """Return what a page says in `language`: its own texts, at `path`, and those that all of these pages share."""
    own = {name: text[language] for file in (SHARED, path) for name, text in catalogue(file).items()}
    return {**strings(language), **own}


def render_developer(  # noqa: PLR0913
    request: Request, template: str, language: Language, path: Path, *, status: int = 200, **values: Any
) -> Response:
    """Return the page `template` with the texts at `path`; its links to other languages lead to the same address."""

    def address_in(code: str) -> str:
        url = request.url.include_query_params(lang=code)
        return f"{url.path}?{url.query}"

    here = request.url.path
    return render_with(
        template, language, texts(language, path), status,
        here=here, address_in=address_in, prose=prose, inline=inline, **values,
    )  # fmt: skip


def prose(text: str) -> Markup:
    """Return Markdown as HTML; what looks like HTML in it is text."""
    return Markup(_MARKDOWN.render(text))  # noqa: S704 - made by a renderer that escapes


def inline(text: str) -> Markup:
    """Return a line of Markdown as HTML; what looks like HTML in it is text."""
    return Markup(_MARKDOWN.renderInline(text))  # noqa: S704
