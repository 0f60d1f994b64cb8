"""The page for web masters: the tag for their site, whether it works, and the figures of the site."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints

from knowledge.rendering import format_partial_date
from knowledge.schema import LANGUAGES, Language
from web.keeping import KEPT_DAYS
from web.pages.addresses import public_origin
from web.pages.developer import render_developer
from web.pages.rendering import page_language
from web.reference.document import NAMES
from web.routes.widget import DEFAULT_THEME, themes, version
from web.services import Services, services_of
from web.sites import TEXTS
from web.sites.diagnosis import diagnose
from web.sites.figures import Figures, figures, first_day, told
from web.sites.keys import SiteKeys
from web.sites.snippet import Tag, policy

router = APIRouter(include_in_schema=False)
#: Signs that a name has no use for; they are dropped, for the form tells what it made of what was typed.
_NO_NAME = str.maketrans(dict.fromkeys([*range(32), *map(ord, "/<>{}\"'&")]))


def _known(values: Iterable[str]) -> AfterValidator:
    """Let pass what is one of `values`; anything else is as if it were left out."""
    return AfterValidator(lambda value: value if value in set(values) else "")


Named = Annotated[
    str, StringConstraints(max_length=80), AfterValidator(lambda value: value.translate(_NO_NAME).strip())
]


class WebmasterQuery(BaseModel):
    """What the form sends; what is empty is left out."""

    school: Named = ""
    key: Annotated[str, StringConstraints(max_length=400)] = ""
    chat: Annotated[str, _known(("auto", *LANGUAGES))] = ""
    theme: Annotated[str, _known(themes())] = ""
    region: Named = ""
    side: Annotated[str, _known(("left",))] = ""
    #: `1` where the tag names the version.
    pinned: Annotated[Literal["1", ""], BeforeValidator(lambda value: "1" if value == "1" else "")] = ""
    page: Annotated[str, StringConstraints(max_length=300)] = ""


@router.get("/webmaster")
async def webmaster(
    request: Request,
    asked: Annotated[WebmasterQuery, Query()],
    language: Annotated[Language, Depends(page_language)],
    services: Annotated[Services, Depends(services_of)],
) -> Response:
    """Return the page; with a key that is not the site's it says so with 403, and shows the rest."""
    settings, site = services.settings, services.assistant.site.options(asked.school)
    server = public_origin(request)
    options = {
        "lang": asked.chat or site.language or "auto",
        "theme": asked.theme or (site.theme if site.theme in themes() else "") or DEFAULT_THEME,
        "school": asked.school,
        "region": asked.region or site.region or "",
        "side": asked.side,
    }
    tag = Tag(server, options, pinned=bool(asked.pinned))
    is_open = bool(asked.key) and SiteKeys(settings.secret_key.get_secret_value()).opens(asked.key, asked.school)
    return render_developer(
        request, "webmaster.html", language, TEXTS, status=403 if asked.key and not is_open else 200,
        asked=asked, options=options, tag=tag, policy=policy(server), server=server, names=NAMES,
        themes=[(name, name.capitalize()) for name in sorted(themes())], version=version(),
        is_known=asked.school.casefold() in services.assistant.site.names,
        unknown_theme=site.theme if site.theme and site.theme not in themes() else None,
        found=diagnose(asked.page, asked.school, site, settings.allowed_origins) if asked.page.strip() else None,
        figures=await _figures(services, asked.school) if is_open else None,
        told=told, day=lambda day: format_partial_date(day.isoformat(), language),
        hours=f"{settings.retention_hours:g}", question_days=settings.question_days, count_days=KEPT_DAYS,
    )  # fmt: skip


async def _figures(services: Services, site: str) -> Figures:
    today: dt.date = services.assistant.today()
    rows = await services.search_in_thread(services.keeper.usage.rows, first_day(today), today, site.casefold())
    return figures(rows, today)
