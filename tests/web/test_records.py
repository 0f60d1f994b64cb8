"""The page with the record of a check: made of its address alone, dated, sourced, safe."""

from __future__ import annotations

import pytest

from tests.web.running import Running

pytestmark = pytest.mark.integration

CASE = "check=permit&answer=purpose%3Dinternship&answer=nationality%3Deu"
OPEN = "check=permit&answer=purpose%3Dunknown&answer=nationality%3Dother&answer=training%3Dnl"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Vergunningcheck", "Gemaakt op", "geen besluit", "Stage", "Waar dit op berust"]),
        ("de", ["Genehmigungscheck", "Erstellt am", "keine Entscheidung", "Praktikum", "Worauf das beruht"]),
        ("en", ["Permit check", "Made on", "not a decision", "Internship", "What this rests on"]),
    ],
)
def test_a_record_says_what_was_asked_the_outcome_and_its_reasons(
    service: Running, language: str, words: list[str]
) -> None:
    page = service.get(f"/record?{CASE}&lang={language}")
    assert page.status_code == 200
    assert page.headers["content-language"] == language
    assert [word for word in words if word not in page.text] == []
    assert "noindex" in page.text


def test_a_record_of_another_day_says_so(service: Running) -> None:
    page = service.get(f"/record?{CASE}&on=2026-11-01&lang=en")
    assert "1 November 2026" in page.text
    assert "may have changed since" in page.text


def test_a_record_with_an_open_question_tells_each_outcome(service: Running) -> None:
    page = service.get(f"/record?{CASE.replace('Dinternship', 'Dunknown')}&lang=en")
    assert page.status_code == 200
    assert "depends on" in page.text
    assert page.text.count("<h3>") > 1


@pytest.mark.parametrize(
    "query",
    [
        "check=gone",
        "check=permit",
        "check=permit&answer=purpose%3Dinternship",
        f"{CASE}&answer=nationality%3Dmars",
        f"{CASE}&answer=colour%3Dred",
        f"{CASE}&on=2099-01-01",
    ],
)
def test_what_is_no_finished_check_has_no_record(service: Running, query: str) -> None:
    response = service.get(f"/record?{query}")
    assert response.status_code == 404
    assert "Do the check again" in response.json()["detail"]


@pytest.mark.parametrize(
    "query", ["", f"{CASE}&on=yesterday", f"{CASE}&place={'x' * 201}", "&".join([CASE, *["answer=a%3Db"] * 30])]
)
def test_an_address_of_another_shape_is_refused(service: Running, query: str) -> None:
    assert service.get(f"/record?{query}").status_code == 422


def test_nothing_of_the_address_becomes_markup(service: Running) -> None:
    page = service.get(f"/record?{CASE}&place=%3Cscript%3Ealert(1)%3C/script%3E&lang=en")
    assert "<script>alert" not in page.text
