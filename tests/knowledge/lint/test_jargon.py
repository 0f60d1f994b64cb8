"""Terms of the field are explained where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.lint.jargon import Glossary, check_jargon, load_glossary
from knowledge.loading import KnowledgeError
from knowledge.schema import LANGUAGES, LocalisedList
from tests.knowledge.samples import entry_data, localised, make_entry

pytestmark = pytest.mark.unit

GLOSSARY: Glossary = {
    "IND": LocalisedList(nl=("immigratiedienst",), de=("Einwanderungsbehörde",), en=("immigration service",)),
    "GER": LocalisedList(de=("Sprachniveau",)),
}


def terms_found(text: str, *, title: str = "Title") -> list[tuple[str, str]]:
    """The unexplained terms of one point, each with its language."""
    said = dict.fromkeys(LANGUAGES, text)
    version = entry_data()["versions"][0] | {"values": {}, "summary": said, "points": []}
    entry = make_entry(title=dict.fromkeys(LANGUAGES, title), versions=[version])
    found = check_jargon(Path("entry.yml"), entry, GLOSSARY)
    return [(finding.message.split("`")[1], str(finding.location[-1])) for finding in found]


def test_a_term_without_an_explanation_is_found_in_each_language() -> None:
    assert terms_found("Ask the IND about it.") == [("IND", "nl"), ("IND", "de"), ("IND", "en")]


def test_a_term_is_only_looked_for_in_the_languages_that_explain_it() -> None:
    assert terms_found("The GER says B1.") == [("GER", "de")]


@pytest.mark.parametrize(
    "text",
    [
        "de IND (Immigratiedienst), die Einwanderungsbehörde, the immigration service",
        "INDIA, VIND en vind.nl",
        "de IND-leges, UWV/IND",
        "het IND Zakelijk portaal",
    ],
)
def test_what_is_explained_or_only_part_of_a_name_is_no_finding(text: str) -> None:
    assert terms_found(text) == []


@pytest.mark.parametrize("title", ["IND-loketten", "Naar de IND"])
def test_the_subject_of_an_entry_needs_no_explanation_in_each_of_its_points(title: str) -> None:
    assert terms_found("De IND is open.", title=title) == []


def test_an_explanation_in_the_title_is_enough() -> None:
    found = terms_found("De IND is open.", title="Loketten van de immigratiedienst")
    assert found == [("IND", "de"), ("IND", "en")]


def test_each_term_of_our_glossary_is_accepted_with_the_words_that_it_proposes() -> None:
    for term, words in load_glossary().items():
        assert any(words[code] for code in LANGUAGES), term
        explained = {code: f"{term} ({words[code][0] if words[code] else term})" for code in LANGUAGES}
        version = entry_data()["versions"][0] | {"values": {}, "summary": explained, "points": []}
        entry = make_entry(versions=[version])
        assert not list(check_jargon(Path("entry.yml"), entry, load_glossary()))


def test_a_glossary_of_another_shape_is_refused_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yml"
    path.write_text("TWV:\n  nl: werkvergunning\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"glossary\.yml: `TWV.nl`"):
        load_glossary(path)


def test_the_sample_entry_uses_no_term() -> None:
    assert not list(check_jargon(Path("entry.yml"), make_entry(title=localised("Hours")), load_glossary()))
