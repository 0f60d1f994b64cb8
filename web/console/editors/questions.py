"""The list of questions without an answer: what was chosen in its form, and what is shown of each cluster."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.schema import LANGUAGES
from web.console.editors.clusters import Cluster, Clustered
from web.stores import Question, Rating

KINDS = ("unanswered", "rated", "commented")
ORDERS = ("count", "newest")
PERIODS = (7, 30, 90)
DEFAULT_DAYS = 30
EACH_PAGE = 20
_BARS = 30
_BAR_HEIGHT = 20


@dataclass(frozen=True)
class QuestionForm:
    """What was chosen; what is no choice is left out."""

    language: str
    site: str | None
    days: int
    kind: str
    order: str
    page: int

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> QuestionForm:
        """Read the form from the parameters of an address."""
        page = parameters.get("page", "")
        return cls(
            language=_one_of(parameters.get("language"), LANGUAGES, ""),
            site=parameters.get("site", "*") if parameters.get("site", "*") != "*" else None,
            days=chosen_days(parameters, PERIODS, DEFAULT_DAYS),
            kind=_one_of(parameters.get("kind"), KINDS, ""),
            order=_one_of(parameters.get("order"), ORDERS, ORDERS[0]),
            page=int(page) if page.isdecimal() and page.isascii() and 0 < len(page) < 5 else 1,
        )

    def chosen(self, question: Question, today: dt.date, comments: Mapping[str, str]) -> bool:
        """Tell whether `question` is one of those that were asked for."""
        kinds = {
            "": True,
            "unanswered": not question.rated_down,
            "rated": question.rated_down,
            "commented": question.rated_down and question.answer in comments,
        }
        return (
            self.language in {"", question.language}
            and self.site in {None, question.site}
            and question.day > today - dt.timedelta(days=self.days)
            and kinds[self.kind]
        )


@dataclass(frozen=True)
class Choice:
    """A list to choose from, in a form."""

    field: str
    label: str
    #: Value and text of each.
    options: Sequence[tuple[str, str]]
    chosen: str


def days_choice(periods: Sequence[int], chosen: int, words: Mapping[str, str]) -> Choice:
    """Return the choice of a period."""
    options = [(str(days), words["editors_days"].replace("{days}", str(days))) for days in periods]
    return Choice("days", words["questions_days"], options, str(chosen))


def fields(form: QuestionForm, sites: Sequence[tuple[str, str]], words: Mapping[str, str]) -> list[Choice]:
    """Return what can be chosen, in `words`; `sites`: with what they are called."""

    def choice(field: str, options: Sequence[tuple[str, str]], chosen: str) -> Choice:
        return Choice(field, words[f"questions_{field}"], options, chosen)

    everything = words["editors_all"]
    return [
        days_choice(PERIODS, form.days, words),
        choice("kind", [("", everything), *((kind, words[f"questions_kind_{kind}"]) for kind in KINDS)], form.kind),
        choice(
            "language", [("", everything), *((code, words[f"language_{code}"]) for code in LANGUAGES)], form.language
        ),
        choice("site", [("*", everything), *sites], "*" if form.site is None else form.site),
        choice("order", [(order, words[f"questions_order_{order}"]) for order in ORDERS], form.order),
    ]


def _one_of(value: str | None, allowed: Sequence[str], otherwise: str) -> str:
    return value if value is not None and value in allowed else otherwise


def chosen_days(parameters: Mapping[str, str], allowed: Sequence[int], otherwise: int) -> int:
    """Return the number of days that was chosen from `allowed`, else `otherwise`."""
    return next((days for days in allowed if parameters.get("days") == str(days)), otherwise)


def comments_of(ratings: Sequence[Rating]) -> dict[str, str]:
    """Return the comments on bad answers, by the answer."""
    return {rating.answer: rating.comment for rating in ratings if rating.comment and rating.rating == "down"}


def chosen_clusters(
    clustered: Clustered, form: QuestionForm, today: dt.date, comments: Mapping[str, str]
) -> list[Cluster]:
    """Return what was asked for, in the order that was asked for."""
    found = []
    for one in clustered.clusters:
        questions = [question for question in one.questions if form.chosen(question, today, comments)]
        if questions:
            found.append(one.only(questions))
    if form.order == "newest":
        return sorted(found, key=lambda one: (-one.newest.toordinal(), -one.count))
    return sorted(found, key=lambda one: (-one.count, -one.newest.toordinal()))


def sparkline(cluster: Cluster, today: dt.date, days: int) -> list[int]:
    """Return the heights of at most 30 bars, from the first of `days` days until `today`: 0, or 1 to `_BAR_HEIGHT`."""
    bars = min(days, _BARS)
    counts = Counter[int]()
    for question in cluster.questions:
        age = (today - question.day).days
        counts[bars - 1 - min(bars - 1, age * bars // days)] += 1
    most = max(counts.values(), default=1)
    return [-(-counts[number] * _BAR_HEIGHT // most) for number in range(bars)]


def csv_rows(
    clusters: Sequence[Cluster],
    comments: Mapping[str, str],
    words: Mapping[str, str],
    nearest: Callable[[Question], tuple[str, float] | None],
) -> Iterator[list[Any]]:
    """Yield one row for each question, those of one cluster together under the number of the cluster."""
    for number, one in enumerate(clusters, 1):
        near = nearest(one.typical) or (None, None)
        for question in one.questions:
            yield [
                number, one.typical.text, question.text, words[f"language_{question.language}"], question.day,
                question.site, words[f"reply_{question.status}"], question.entry, question.rated_down,
                comments.get(question.answer) if question.rated_down else None, *near,
            ]  # fmt: skip


CSV_COLUMNS = (
    "cluster", "cluster_question", "question", "language", "day", "site", "outcome", "entry", "rated_down", "comment",
    "nearest", "confidence",
)  # fmt: skip


def sites_of(clustered: Clustered) -> list[str]:
    """Return the sites that questions came from, for the form."""
    return sorted({question.site for one in clustered.clusters for question in one.questions})
