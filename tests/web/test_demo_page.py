"""The demo page's files: labels in three languages, and code that cannot be made to run what a user typed."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from knowledge.schema import LANGUAGES, Language
from web.routes.pages import DEMO, strings

pytestmark = pytest.mark.unit

SCRIPTS = sorted((DEMO / "static").glob("*.js"))
TEMPLATES = sorted((DEMO / "templates").glob("*.html"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_labels_with_the_same_placeholders(language: Language) -> None:
    dutch, other = strings("nl"), strings(language)
    assert list(dutch) == list(other)
    for key, text in dutch.items():
        assert placeholders(text) == placeholders(other[key]), key
        assert other[key].strip(), key


@pytest.mark.parametrize("language", ["de", "en"])
def test_labels_are_translated(language: Language) -> None:
    names = {"school", "assistant", "assistant_said", "website", "topic_diploma", "email", "holds_for", "hours"}
    same = {key for key, text in strings("nl").items() if strings(language)[key] == text}
    assert same <= names


def test_every_label_is_used_and_every_used_label_exists() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in [*SCRIPTS, *TEMPLATES])
    used = set(re.findall(r"\bt\.(\w+)", code)) | set(re.findall(r"\bt\(\"(\w+)\"", code))
    used |= set(re.findall(r"(?:labelled|sender)\(\"(\w+)\"", code))
    known = set(strings("nl"))
    assert used - {"replace"} <= known
    built = ("topic_", "suggestion_", "rate_", "rated")
    named = {key for key in known if re.search(rf"[\"']{key}[\"']", code)}
    of_python = {"language_name", "new_conversation", "too_many", "empty", "failed", "forgotten"}
    assert {key for key in known - used - named - of_python if not key.startswith(built)} == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_never_make_markup_or_code_of_text(script: object) -> None:
    code = script.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    forbidden = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|localStorage|cookie"
    )
    assert not re.search(forbidden, code)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_call_nobody_else(script: object) -> None:
    code = script.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    addresses = re.findall(r"https?://[\w.]+", code)
    assert set(addresses) <= {"http://www.w3.org"}
