"""Why one result stands below another, in words of three languages, for the terminal and the console."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from knowledge.attribution import BEST_OF_ENTRY
from knowledge.loading import PACKAGE
from knowledge.phrases import catalogue
from knowledge.schema import Language

REASONS = PACKAGE / "data" / "reasons.yml"
#: How many reasons are told against a result, and for it.
MAX_LOST = 3
MAX_DESPITE = 2
SHARES = frozenset(
    {
        "votes of near passages",
        "votes for the entry",
        "words held",
        "words held in any language",
        "words the entry holds",
        "words the entry holds in any language",
    }
)
COUNTS = frozenset({"units of the entry among the best"})
_QUOTES: dict[Language, str] = {"nl": "“{}”", "de": "„{}“", "en": "“{}”"}


class ToldReason(Protocol):
    """A `knowledge.explaining.Reason`, also as the API gives it."""

    @property
    def measure(self) -> str: ...  # noqa: D102
    @property
    def its(self) -> float: ...  # noqa: D102
    @property
    def above(self) -> float: ...  # noqa: D102


class ToldPassedOver(Protocol):
    """A `knowledge.explaining.PassedOver`, also as the API gives it."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def rule(self) -> str: ...  # noqa: D102


class ToldRunnerUp(Protocol):
    """A `knowledge.explaining.RunnerUp`, also as the API gives it."""

    @property
    def lost(self) -> Sequence[ToldReason]: ...  # noqa: D102
    @property
    def despite(self) -> Sequence[ToldReason]: ...  # noqa: D102
    @property
    def lacks(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def has(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def pulls(self) -> Mapping[Any, float]: ...  # noqa: D102
    @property
    def passed_over(self) -> ToldPassedOver | None: ...  # noqa: D102


def told_reason(reason: ToldReason, language: Language = "en") -> str:
    """Return one reason with both figures, the runner-up's first."""
    measure = reason.measure
    if measure == "is a summary":
        return _text("is_summary" if reason.its else "is_no_summary", language)
    if measure in SHARES:
        its, above = (_share(figure, language) for figure in (reason.its, reason.above))
        return _text("shared", language, measure=_text(measure, language), its=its, above=above)
    if measure in COUNTS:
        its, above = f"{reason.its:.0f}", f"{reason.above:.0f}"
        return _text("shared", language, measure=_text(measure, language), its=its, above=above)
    column = measure.removeprefix(BEST_OF_ENTRY)
    named = _text(column, language) if column in catalogue(REASONS) else column
    its, above = (_number(figure, 2, language) for figure in (reason.its, reason.above))
    told = _text("compared", language, measure=named, its=its, above=above)
    return told if column == measure else _text("of_entry", language, told=told)


def why_it_lost(runner_up: ToldRunnerUp, language: Language = "en") -> str:
    """Return in one sentence why a result is not higher."""
    if runner_up.passed_over:
        return _text("told_instead", language, passed=told_passed_over(runner_up.passed_over, language))
    lost = [told_reason(reason, language) for reason in runner_up.lost[:MAX_LOST]]
    lost += _quoted("lacks", runner_up.lacks, language)
    despite = [told_reason(reason, language) for reason in runner_up.despite[:MAX_DESPITE]]
    despite += _quoted("has", runner_up.has, language)
    if not lost:
        lost = [_text("weighed", language, group=_text(f"group_{next(iter(runner_up.pulls))}", language))]
    told = ", ".join(lost)
    return _text("although", language, lost=told, despite=", ".join(despite)) if despite else told


def told_passed_over(one: ToldPassedOver, language: Language = "en") -> str:
    """Return why a unit that scored more is no result."""
    rule, score = _text(f"rule_{one.rule}", language), _number(one.score, 3, language)
    return _text("passed_over", language, key=one.key, score=score, rule=rule)


def quoted(words: Sequence[str], language: Language) -> str:
    """Return `words` in the quotation marks of `language`."""
    return " ".join(_QUOTES[language].format(word) for word in words)


def _quoted(verb: str, words: Sequence[str], language: Language) -> Iterator[str]:
    if words:
        yield f"{_text(verb, language)} {quoted(words, language)}"


def _text(name: str, language: Language, **parts: str) -> str:
    return catalogue(REASONS)[name][language].format(**parts)


def _number(figure: float, digits: int, language: Language) -> str:
    written = f"{figure:.{digits}f}"
    return written if language == "en" else written.replace(".", ",")


def _share(figure: float, language: Language) -> str:
    return f"{figure:.0%}" if language != "de" else f"{figure * 100:.0f} %"
