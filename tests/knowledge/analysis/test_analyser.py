"""Index and query meet in the same terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.analysis import Analyser, AnalyserOptions, tokenise

pytestmark = pytest.mark.unit
TEXTS = [
    "De werkgever vraagt een tewerkstellingsvergunning (TWV) aan bij UWV; de vergunning is gratis.",
    "Een verblijfsvergunning is iets anders dan een vergunning om te werken; tewerkstelling, verblijf.",
    "Verblijf en tewerkstelling: financiële middelen van de stagiair.",
]


@pytest.fixture
def dutch() -> Analyser:
    return Analyser.from_texts("nl", TEXTS)


def stems(analyser: Analyser, text: str) -> set[str]:
    return {term.stem for term in analyser.query_terms(text)}


def test_a_compound_is_found_by_its_parts(dutch: Analyser) -> None:
    assert stems(dutch, "vergunning") <= {term.stem for term in dutch.terms("tewerkstellingsvergunning")}


def test_inflections_meet(dutch: Analyser) -> None:
    assert stems(dutch, "vergunningen") & stems(dutch, "vergunning")


def test_missing_diacritics_do_not_matter(dutch: Analyser) -> None:
    assert stems(dutch, "financiele") & stems(dutch, "financiële")


def test_a_typo_in_a_long_word_finds_the_word(dutch: Analyser) -> None:
    mended = [term for term in dutch.query_terms("tewerkstelingsvergunning") if term.kind == "mended"]
    assert [dutch.stem("tewerkstellingsvergunning")] == [term.stem for term in mended]


@pytest.mark.parametrize(
    ("typed", "kind", "written"),
    [
        ("tewerkstellingsvergunning", "part", {"tewerkstelling", "vergunning"}),
        ("tewerkstelingsvergunning", "mended", {"tewerkstellingsvergunning"}),
        ("vergunningen", "word", {"vergunningen"}),
    ],
)
def test_what_a_term_stands_for_is_written_out(dutch: Analyser, typed: str, kind: str, written: set[str]) -> None:
    assert {dutch.written(term) for term in dutch.query_terms(typed) if term.kind == kind} == written


def test_a_short_unknown_word_is_not_guessed_at(dutch: Analyser) -> None:
    assert [term.kind for term in dutch.query_terms("twx")] == ["word"]


def test_function_words_are_no_terms(dutch: Analyser) -> None:
    assert dutch.query_terms("wat is de van een") == []


def test_protected_terms_stay_whole(dutch: Analyser) -> None:
    assert [(t.stem, t.kind) for t in dutch.query_terms("TWV")] == [("twv", "word")]


@pytest.mark.parametrize("number", ["2.200", "16", "3.87a", "2009/50", "492/2011", "1-1-2026"])
def test_numbers_of_rules_and_amounts_stay_whole(number: str) -> None:
    assert tokenise(f"artikel {number} geldt") == ["artikel", number, "geldt"]


@given(st.text(max_size=300))
def test_any_text_gives_terms_without_blanks(text: str) -> None:
    analyser = Analyser.from_texts("de", ["Aufenthaltserlaubnis und Erlaubnis zum Aufenthalt", text])
    for term in analyser.query_terms(text):
        assert term.stem == term.stem.strip() != ""
        assert 0 < term.weight <= 1


def kinds(text: str, **steps: bool) -> set[str]:
    analyser = Analyser.from_texts("nl", TEXTS, AnalyserOptions(**steps))
    return {term.kind for term in analyser.query_terms(text)}


@pytest.mark.parametrize(
    ("step", "text", "kind"),
    [("compounds", "tewerkstellingsvergunning", "part"), ("mending", "tewerkstelingsvergunning", "mended")],
)
def test_a_step_that_is_left_out_gives_no_terms_of_its_kind(step: str, text: str, kind: str) -> None:
    assert kind in kinds(text)
    assert kind not in kinds(text, **{step: False})


def test_without_stemming_inflections_stay_apart() -> None:
    plain = Analyser.from_texts("nl", TEXTS, AnalyserOptions(stemming=False))
    assert plain.stem("vergunningen") == "vergunningen"
    assert plain.stem("financiële") == "financiele"


def test_without_protection_an_abbreviation_is_a_word_like_any_other() -> None:
    protecting, plain = (Analyser.from_texts("en", ["EURES"], AnalyserOptions(protected=on)) for on in (True, False))
    assert protecting.stem("eures") == "eures"
    assert plain.stem("eures") != "eures"


@given(st.text(max_size=200))
def test_the_vocabulary_does_not_depend_on_the_steps(text: str) -> None:
    none = AnalyserOptions(compounds=False, protected=False, mending=False, stemming=False)
    plain = Analyser.from_texts("de", [text], none)
    assert plain.vocabulary == Analyser.from_texts("de", [text]).vocabulary
    assert [term.kind for term in plain.query_terms(text)] == ["word"] * len(plain.query_terms(text))


def test_what_somebody_mistyped_before_does_not_keep_it_from_being_mended() -> None:
    spelt, typed = ["Eine Hochschule nimmt Leute auf."], ["welche hochschuhle nimmt mich"]
    found = {
        (term.stem, term.kind) for term in Analyser.from_texts("de", spelt, typed=typed).query_terms("hochschuhle")
    }
    assert ("hochschul", "mended") in found
    # It stays a word of its own, for the question that was typed so is worth finding.
    assert ("hochschuhl", "word") in found
    known = Analyser.from_texts("de", spelt + typed).query_terms("hochschuhle")
    assert "mended" not in {term.kind for term in known}


def test_words_that_were_only_typed_are_never_what_a_typo_is_mended_to() -> None:
    analyser = Analyser.from_texts("de", ["Eine Hochschule nimmt Leute auf."], typed=["erlaubniss"])
    assert {term.kind for term in analyser.query_terms("erlaubnis")} == {"word"}
    assert analyser.vocabulary["erlaubniss"] == 1
