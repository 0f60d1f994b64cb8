"""Words that tell the languages apart are found in the entries, and names among keywords do not mislead."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.language import detect, vocabulary
from knowledge.schema import LANGUAGES, Entry
from knowledge.vocabulary import language_vocabulary, path_of, write_vocabulary
from tests.knowledge.samples import four_questions, make_entry

pytestmark = pytest.mark.unit


def entries_about(nl: str, de: str, en: str, count: int = 2) -> list[Entry]:
    questions = four_questions("Benego")
    for code, word in (("nl", nl), ("de", de), ("en", en)):
        questions[code][0] = f"Benego {word}"
    return [make_entry(f"entry-{number}", questions=questions) for number in range(count)]


def test_a_word_of_one_language_only_is_of_that_language() -> None:
    found = language_vocabulary(entries_about("betekenis", "Bedeutung", "meaning"))
    assert "bedeutung" in found["de"]
    assert "betekenis" in found["nl"]
    assert "meaning" in found["en"]


def test_a_name_that_all_languages_use_is_of_none() -> None:
    found = language_vocabulary(entries_about("betekenis", "Bedeutung", "meaning"))
    assert not any("benego" in words for words in found.values())


def test_a_word_of_a_single_entry_may_be_a_slip() -> None:
    found = language_vocabulary(entries_about("betekenis", "Bedeutung", "meaning", count=1))
    assert not any(found.values())


def test_what_is_written_is_one_word_a_line(tmp_path: Path) -> None:
    count = write_vocabulary(entries_about("betekenis", "Bedeutung", "meaning"), tmp_path)
    lines = [line for code in LANGUAGES for line in path_of(code, tmp_path).read_text("utf-8").splitlines()]
    assert len(lines) == count
    assert "bedeutung" in lines


def test_no_word_of_the_committed_lists_is_in_two_of_them() -> None:
    lists = [vocabulary()[code] for code in LANGUAGES]
    assert min(map(len, lists)) > 1000
    assert len(frozenset().union(*lists)) == sum(map(len, lists))


@pytest.mark.parametrize(
    ("keywords", "language"),
    [("IHK Fosa Kosten Anerkennung", "de"), ("Euregio vergoeding aanvragen", "nl"), ("Interreg eligible costs", "en")],
)
def test_keywords_are_told_apart_in_spite_of_names(keywords: str, language: str) -> None:
    assert detect(keywords) == language
