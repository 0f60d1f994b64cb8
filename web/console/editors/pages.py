"""The editors' pages: overview, questions without an answer, what is due, usage."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from web.console.editors.clusters import MAX_QUESTIONS, QuestionClusters
from web.console.editors.figures import ASPECTS, Aspect, Period, totals
from web.console.editors.overview import overview
from web.console.editors.questions import (
    DEFAULT_DAYS,
    EACH_PAGE,
    ORDERS,
    Choice,
    QuestionForm,
    chosen_clusters,
    chosen_days,
    comments_of,
    days_choice,
    fields,
    sites_of,
    sparkline,
)
from web.console.editors.stale import REASONS, WITHIN_DAYS, in_groups, what_is_due
from web.console.editors.words import name_of, short_day
from web.console.pages import language_of, render, texts
from web.console.paths import EDITORS
from web.services import Services, services_of
from web.stores import UseCount

# Plain functions: each runs in a thread, for all of them read files.
router = APIRouter(prefix=EDITORS, include_in_schema=False)
Shared = Annotated[Services, Depends(services_of)]
USAGE_PERIODS = (30, 90, 365)
#: So many values of one aspect are drawn and in the table.
MAX_BARS = 15
TOP_CLUSTERS = 5


def clusters_of(request: Request) -> QuestionClusters:
    """Return the clusters of `request`'s app."""
    clusters = request.app.state.clusters
    assert isinstance(clusters, QuestionClusters)  # noqa: S101 - set by whoever makes the app
    return clusters


Clusters = Annotated[QuestionClusters, Depends(clusters_of)]


def _page(request: Request, services: Services, template: str, **values: Any) -> Response:
    language = language_of(request)
    return render(
        request, template, editors=EDITORS, today=services.assistant.today(),
        name=lambda aspect, value: name_of(aspect, value, language, services.assistant),
        short=lambda day: short_day(day, language), **values,
    )  # fmt: skip


@router.get("")
def show_overview(request: Request, services: Shared, clusters: Clusters) -> Response:
    """Return the overview of the last 30 days."""
    period = Period(services.assistant.today(), DEFAULT_DAYS)
    since = period.before().since
    rows = services.keeper.usage.rows(since, period.until)
    shown = overview(rows, services.keeper.feedback.all(since), period)
    form = QuestionForm("", None, DEFAULT_DAYS, "", ORDERS[0], 1)
    top = chosen_clusters(clusters.current(), form, period.until, {})[:TOP_CLUSTERS]
    return _page(request, services, "editors_overview.html", period=period, clusters=top, **shown)


@router.get("/questions")
def show_questions(request: Request, services: Shared, clusters: Clusters) -> Response:
    """Return a page of the questions without an answer, in clusters."""
    form, today = QuestionForm.read(request.query_params), services.assistant.today()
    clustered = clusters.current()
    comments = comments_of(services.keeper.feedback.all(Period(today, form.days).since))
    found = chosen_clusters(clustered, form, today, comments)
    pages = max(1, -(-len(found) // EACH_PAGE))
    page = min(max(1, form.page), pages)
    shown = [
        {
            "cluster": one,
            "bars": sparkline(one, today, form.days),
            "days": len({question.day for question in one.questions}),
            "nearest": clusters.nearest(one.typical),
        }
        for one in found[EACH_PAGE * (page - 1) : EACH_PAGE * page]
    ]
    query = {name: value for name, value in request.query_params.items() if name != "page"}
    language = language_of(request)
    sites = [(site, name_of("site", site, language, services.assistant)) for site in sites_of(clustered)]
    return _page(
        request, services, "editors_questions.html", fields=fields(form, sites, texts(language)), days=form.days,
        found=found, shown=shown, page=page, pages=pages, clustered=clustered, comments=comments, most=MAX_QUESTIONS,
        kept_days=services.settings.question_days, query=query,
    )  # fmt: skip


@router.get("/stale")
def show_stale(request: Request, services: Shared) -> Response:
    """Return what must be reviewed."""
    groups = in_groups(what_is_due(services.assistant), services.assistant)
    return _page(request, services, "editors_stale.html", groups=groups, reasons=REASONS, within=WITHIN_DAYS)


@router.get("/usage")
def show_usage(request: Request, services: Shared) -> Response:
    """Return the figures of the usage, by each aspect."""
    days = chosen_days(request.query_params, USAGE_PERIODS, USAGE_PERIODS[0])
    period = Period(services.assistant.today(), days)
    rows = services.keeper.usage.rows(period.since, period.until)
    site = request.query_params.get("site", "*")
    chosen = of_site(rows, site)
    aspects: list[Aspect] = [aspect for aspect in ASPECTS if aspect != "site" or site == "*"]
    language = language_of(request)
    sites = sorted({row.site for row in rows})
    named = tuple((one, name_of("site", one, language, services.assistant)) for one in sites)
    words = texts(language)
    choices = [
        days_choice(USAGE_PERIODS, days, words),
        Choice("site", words["questions_site"], (("*", words["editors_all"]), *named), site),
    ]
    return _page(
        request, services, "editors_usage.html", period=period, fields=choices, site=site, most=MAX_BARS,
        aspects=[(aspect, totals(chosen, aspect)) for aspect in aspects],
    )  # fmt: skip


def of_site(rows: list[UseCount], site: str) -> list[UseCount]:
    """Return the counters of `site`; "*" is all of them."""
    return rows if site == "*" else [row for row in rows if row.site == site]
