"""The chat for the pages of others: the script that they put in, and the frame that it opens."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel, StringConstraints
from starlette.responses import FileResponse

from knowledge.schema import LANGUAGES
from web.banner import read_banner
from web.middleware import POLICY, framed_by
from web.pages.rendering import page_language, render
from web.schemas import Name
from web.services import Services, services_of

STATIC = Path(__file__).parent.parent / "static" / "widget"
DEFAULT_THEME = "grenscollege"
#: The script is asked for anew after an hour: a school that pins no version gets a mended one the same day.
MAX_AGE_S = 3600
#: The page of another origin runs it, and may check that it is what was published.
SHARED = {"Cross-Origin-Resource-Policy": "cross-origin", "Access-Control-Allow-Origin": "*"}

router = APIRouter(include_in_schema=False)


@cache
def version() -> str:
    """Return the version of the built files."""
    return (STATIC / "version.txt").read_text(encoding="utf-8").strip()


@cache
def themes() -> frozenset[str]:
    """Return the names of the themes."""
    return frozenset(path.stem for path in (STATIC / "themes").glob("*.css"))


def assets() -> str:
    """Return where the files of this version are; what stands there never changes."""
    return f"/widget/{version()}"


@router.get("/widget.js")
async def script() -> Response:
    """Return the script of the newest version."""
    headers = {"Cache-Control": f"public, max-age={MAX_AGE_S}", **SHARED}
    return FileResponse(STATIC / "widget.js", media_type="text/javascript", headers=headers)


@router.get("/widget/tokens.css")
async def tokens() -> Response:
    """Return the colours and sizes of the chat, which are those of our pages too."""
    return FileResponse(STATIC / "tokens.css", media_type="text/css")


class FrameQuery(BaseModel):
    """What the address of a frame says."""

    lang: Annotated[str, StringConstraints(max_length=20)] | None = None
    theme: Annotated[str, StringConstraints(max_length=40)] | None = None
    school: Name | None = None
    region: Name | None = None


@router.get("/widget/frame")
async def frame(
    asked: Annotated[FrameQuery, Query()],
    services: Annotated[Services, Depends(services_of)],
    accept_language: Annotated[str | None, Header()] = None,
) -> Response:
    """Return the conversation for a frame, which only pages of that school and those that may show everything show.

    What the address leaves out is what `site.yml` says for the school; a theme that there is none of is the default.
    """
    site = services.assistant.site.options(asked.school)
    banner = read_banner(services.settings.state)
    page = render(
        "frame.html",
        page_language(asked.lang if asked.lang in LANGUAGES else site.language, accept_language),
        base=assets(),
        theme=next((name for name in (asked.theme, site.theme) if name in themes()), DEFAULT_THEME),
        school=asked.school,
        region=asked.region or site.region,
        banner=banner.model_dump() if banner else None,
        paused=services.settings.paused,
        retention_hours=f"{services.settings.retention_hours:g}",
        question_days=services.settings.question_days,
    )
    page.headers[POLICY] = framed_by([*site.origins, *services.settings.allowed_origins])
    return page
