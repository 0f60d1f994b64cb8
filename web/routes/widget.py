"""The chat for the pages of others: the script that they put in, and the frame that it opens."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from starlette.responses import FileResponse

from knowledge.schema import Language
from web.banner import read_banner
from web.routes.pages import page_language, render
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


@router.get("/widget/frame")
async def frame(
    language: Annotated[Language, Depends(page_language)],
    services: Annotated[Services, Depends(services_of)],
    theme: Annotated[str, Query(max_length=40)] = DEFAULT_THEME,
    school: Annotated[Name | None, Query()] = None,
    region: Annotated[Name | None, Query()] = None,
) -> Response:
    """Return the conversation for a frame; a theme that there is none of is the default."""
    banner = read_banner(services.settings.state)
    return render(
        "frame.html",
        language,
        base=assets(),
        theme=theme if theme in themes() else DEFAULT_THEME,
        school=school,
        region=region,
        banner=banner.model_dump() if banner else None,
    )
