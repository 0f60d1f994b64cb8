"""The console's words: all there in three languages, and none unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from knowledge.editing.changes import What
from knowledge.phrases import catalogue
from knowledge.reply import ReplyStatus
from knowledge.schema import LANGUAGES, Confidence, Language
from web.accounts.rules import Role
from web.console.editors.figures import ASPECTS, OUTCOMES
from web.console.editors.files import FEEDBACK_COLUMNS, STALE_COLUMNS, USAGE_COLUMNS
from web.console.editors.questions import CSV_COLUMNS, KINDS, ORDERS
from web.console.editors.stale import REASONS
from web.console.highlighting import marked
from web.console.pages import CONSOLE, TEXTS, TOLD, texts
from web.console.reporting import STATES
from web.console.search_form import CHOICES, read_form

pytestmark = pytest.mark.unit
_PART = re.compile(r"\{\w+\}")
TEMPLATES = [*(CONSOLE / "templates").glob("*.html")]
#: What the editors' pages put together: each is asked for below by all its values.
EDITORS = ("reply_", "outcome_", "aspect_", "questions_", "csv_", "stale_")
COLUMNS = {*CSV_COLUMNS, *USAGE_COLUMNS, *FEEDBACK_COLUMNS, *STALE_COLUMNS}
CODE = [*CONSOLE.rglob("*.py")]


def named_in(paths: list[Path]) -> set[str]:
    return {name for path in paths for name in re.findall(r"\bt\.(\w+)|\"(\w+)\"", path.read_text()) for name in name}


def test_every_text_names_the_same_parts_in_each_language() -> None:
    for name, localised in catalogue(TEXTS).items():
        assert len({tuple(sorted(_PART.findall(localised[code]))) for code in LANGUAGES}) == 1, name


def test_every_text_that_a_template_names_is_there() -> None:
    used = {name for path in TEMPLATES for name in re.findall(r"\bt\.(\w+)", path.read_text())}
    assert used - texts("en").keys() == set()


def test_every_value_has_a_name() -> None:
    wanted = {f"{name}_{value}" for name, values in CHOICES.items() for value in values}
    wanted |= {f"filter_{name}" for name in CHOICES}
    wanted |= {f"reply_{status}" for status in ReplyStatus} | {f"outcome_{outcome}" for outcome in OUTCOMES}
    wanted |= {f"aspect_{aspect}" for aspect in ASPECTS} | {f"questions_kind_{kind}" for kind in KINDS}
    wanted |= {f"questions_order_{order}" for order in ORDERS} | set(REASONS.values())
    wanted |= {f"csv_{column}" for column in COLUMNS}
    wanted |= {f"what_{what}" for what in What} | {f"reports_{state}" for state in STATES}
    wanted |= {f"role_{role}" for role in Role} | {f"confidence_{one}" for one in Confidence} | set(TOLD.values())
    assert wanted - texts("nl").keys() == set()


def test_no_text_is_left_over() -> None:
    used = named_in(TEMPLATES + CODE) | set(TOLD.values())
    ours = ("filter_", "role_", "confidence_", "copy_", "reports_", "what_")
    prefixes = (*(f"{name}_" for name in CHOICES), *ours, *EDITORS)
    assert [name for name in texts("nl") if name not in used and not name.startswith(prefixes)] == []


@pytest.mark.parametrize(
    "asked", [{"topic": "work"}, {"q": "a", "kind": "x"}, {"q": "a" * 501}, {"q": "a", "as_of": "x"}]
)
def test_each_problem_of_the_form_has_its_words(asked: dict[str, str]) -> None:
    problem = read_form(asked).problem
    assert problem and problem in texts("de")
    assert read_form({}).problem is None


@pytest.mark.parametrize(
    ("text", "words", "parts", "language", "expected"),
    [
        ("Zij werkten, en wie werkt?", {"werken"}, set(), "nl", ["werkten", "werkt"]),
        ("Die Krankenversicherung zahlt.", set(), {"versicherung"}, "de", ["Krankenversicherung"]),
        ("Für 16 Stunden", {"16", "fur"}, set(), "de", ["Für", "16"]),
        ("The permit (TWV) costs nothing.", {"twv", "permits"}, set(), "en", ["permit", "TWV"]),
        ("<b>werk</b>", {"werk"}, set(), "nl", ["werk"]),
        ("Niets hiervan.", {"werken"}, set(), "nl", []),
    ],
)
def test_other_forms_of_a_word_are_marked_and_the_text_stays_whole(
    text: str, words: set[str], parts: set[str], language: Language, expected: list[str]
) -> None:
    pieces = marked(text, words, parts, language)
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, matches in pieces if matches] == expected
