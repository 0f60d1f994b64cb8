"""The pictures and the CSV files of the editors' pages."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from knowledge.schema import Language
from web.console.editors import plots
from web.console.editors.csv_files import csv_response
from web.console.editors.figures import ASPECTS, OUTCOMES, Aspect, Period, over_time, totals
from web.console.editors.pages import MAX_BARS, USAGE_PERIODS, Clusters, Shared, of_site
from web.console.editors.questions import (
    CSV_COLUMNS,
    DEFAULT_DAYS,
    QuestionForm,
    chosen_clusters,
    chosen_days,
    comments_of,
    csv_rows,
)
from web.console.editors.stale import REASONS, what_is_due
from web.console.editors.words import name_of, short_day
from web.console.pages import language_of, refusal, texts
from web.console.paths import EDITORS
from web.keeping import KEPT_DAYS
from web.problems import Problem
from web.services import Services

router = APIRouter(prefix=EDITORS, include_in_schema=False)
USAGE_COLUMNS = ("day", "site", "language", "topic", "entry", "kind", "outcome", "source", "count")
FEEDBACK_COLUMNS = ("day", "rating", "comment", "entry", "title", "language")
STALE_COLUMNS = ("entry", "title", "reason", "names", "due", "days_left")


def _look(request: Request) -> plots.Look:
    wanted = request.query_params
    return plots.Look(
        "dark" if wanted.get("theme") == "dark" else "light", "narrow" if wanted.get("width") == "narrow" else "wide"
    )


def _headings(columns: tuple[str, ...], language: Language) -> list[str]:
    return [texts(language)[f"csv_{column}"] for column in columns]


@router.get("/plots/{name}.svg")
def plot(request: Request, services: Shared, name: str) -> Response:
    """Return the picture `name`: `trend`, or the usage by an aspect."""
    aspect = next((aspect for aspect in ASPECTS if aspect == name), None)
    if name != "trend" and aspect is None:
        return refusal(request, Problem(404, "plot-unknown", "There is no plot of this name."))
    svg = _by_aspect(request, services, aspect) if aspect else _trend(request, services)
    return Response(svg, media_type="image/svg+xml")


def _trend(request: Request, services: Services) -> bytes:
    language = language_of(request)
    days = chosen_days(request.query_params, USAGE_PERIODS, DEFAULT_DAYS)
    period = Period(services.assistant.today(), days)
    spans = over_time(services.keeper.usage.rows(period.since, period.until), period)
    words = texts(language)
    series = [(words[f"outcome_{outcome}"], [counts[outcome] for _, counts in spans]) for outcome in OUTCOMES]
    labels = [short_day(start, language) for start, _ in spans]
    return plots.over_time(labels, series, _look(request), words["editors_nothing"])


def _by_aspect(request: Request, services: Services, aspect: Aspect) -> bytes:
    language = language_of(request)
    days = chosen_days(request.query_params, USAGE_PERIODS, USAGE_PERIODS[0])
    period = Period(services.assistant.today(), days)
    rows = of_site(services.keeper.usage.rows(period.since, period.until), request.query_params.get("site", "*"))
    counted = totals(rows, aspect)[:MAX_BARS]
    named = [(name_of(aspect, value, language, services.assistant), count) for value, count in counted]
    return plots.bars(named, _look(request), texts(language)["editors_nothing"])


@router.get("/questions.csv")
def questions_csv(request: Request, services: Shared, clusters: Clusters) -> Response:
    """Return all questions that the form asks for, not only those of one page."""
    form, today, language = QuestionForm.read(request.query_params), services.assistant.today(), language_of(request)
    comments = comments_of(services.keeper.feedback.all(Period(today, form.days).since))
    found = chosen_clusters(clusters.current(), form, today, comments)
    rows = csv_rows(found, comments, texts(language), clusters.nearest)
    return csv_response(f"questions-{today}.csv", _headings(CSV_COLUMNS, language), rows)


@router.get("/usage.csv")
def usage_csv(request: Request, services: Shared) -> Response:
    """Return the counters of all days that are kept, or of those that were chosen."""
    today, language = services.assistant.today(), language_of(request)
    period = Period(today, chosen_days(request.query_params, USAGE_PERIODS, KEPT_DAYS))

    def name(aspect: Aspect, value: str) -> str:
        return name_of(aspect, value, language, services.assistant) if value else ""

    rows = (
        (row.day, row.site, name("language", row.language), name("topic", row.topic), row.entry,
         row.kind, name("status", row.status), row.source, row.count)
        for row in of_site(services.keeper.usage.rows(period.since, today), request.query_params.get("site", "*"))
    )  # fmt: skip
    return csv_response(f"usage-{today}.csv", _headings(USAGE_COLUMNS, language), rows)


@router.get("/feedback.csv")
def feedback_csv(request: Request, services: Shared) -> Response:
    """Return every rating that is kept."""
    today, language, assistant = services.assistant.today(), language_of(request), services.assistant
    words = texts(language)
    rows = (
        (rating.day, words[f"overview_{rating.rating}"], rating.comment, rating.entry,
         name_of("entry", rating.entry or "", language, assistant), words[f"language_{rating.language}"])
        for rating in services.keeper.feedback.all()
    )  # fmt: skip
    return csv_response(f"feedback-{today}.csv", _headings(FEEDBACK_COLUMNS, language), rows)


@router.get("/stale.csv")
def stale_csv(request: Request, services: Shared) -> Response:
    """Return what must be reviewed."""
    today, language, assistant = services.assistant.today(), language_of(request), services.assistant
    rows = (
        (due.entry, name_of("entry", due.entry, language, assistant), texts(language)[REASONS[due.reason]],
         ", ".join(due.names), due.due, due.days_left(today))
        for due in what_is_due(assistant)
    )  # fmt: skip
    return csv_response(f"stale-{today}.csv", _headings(STALE_COLUMNS, language), rows)
