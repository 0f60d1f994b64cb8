"""The page of a school that does not exist, with the chat on it as any school puts it there."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from knowledge.schema import Language
from web.pages.rendering import page_language, render_with, strings

DEMO = Path(__file__).parent.parent / "demo"
TEXTS = DEMO / "texts.yml"
router = APIRouter(include_in_schema=False)


@router.get("/")
async def show(language: Annotated[Language, Depends(page_language)]) -> Response:
    """Return the page."""
    return render_with("school.html", language, {**strings(language), **strings(language, TEXTS)}, 200)
