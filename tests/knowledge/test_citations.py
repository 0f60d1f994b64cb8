"""Every source becomes a citation; commercial pages are named, not linked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge import citations
from knowledge.citations import SOURCES, NoSuchRow, SourceRows, is_public_body
from knowledge.loading import KnowledgeError
from knowledge.schema import Language, Source

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def rows() -> SourceRows:
    return SourceRows.load()


@pytest.mark.parametrize(("language", "section"), [("nl", "paragraaf"), ("de", "Abschnitt"), ("en", "section")])
def test_a_document_is_cited_with_section_and_footnote(rows: SourceRows, language: Language, section: str) -> None:
    source = Source(document="report-2016", section="2.1.3", footnote=(16, 17))
    cited = rows.cite(source, language)
    assert cited.locator.startswith(f"{section} 2.1.3, ")
    assert cited.locator.endswith("16, 17")
    assert cited.as_of == "2016-03"


def test_a_page_of_a_public_body_is_linked(rows: SourceRows) -> None:
    fact = next(f for f in rows.facts.values() if "ind.nl" in f["source"]["url"])
    assert rows.cite(Source(fact=fact["id"]), "nl").url == fact["source"]["url"]


def test_a_commercial_page_is_named_but_not_linked(rows: SourceRows) -> None:
    cited = rows.cite(Source(fact="hsm-salary-thresholds-2026"), "nl")
    assert (cited.title, cited.url) == ("KPMG Meijburg", None)


def test_rows_that_were_parsed_before_are_the_same_until_their_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citations, "PARSED", tmp_path / "parsed")
    folder = Path(shutil.copytree(SOURCES, tmp_path / "sources"))
    for name in ("contacts", "coverage"):
        (folder / f"{name}.yml").write_text("- {id: one, read: 2026-10-12}\n", encoding="utf-8")
    first = SourceRows.load(folder)
    assert SourceRows.load(folder) == first
    assert sorted(path.name for path in (tmp_path / "parsed").iterdir()) == [
        "contacts.json", "coverage.json", "facts.json",
    ]  # fmt: skip
    (folder / "contacts.yml").write_text("- {id: two}\n", encoding="utf-8")
    assert set(SourceRows.load(folder).contacts) == {"two"}
    (tmp_path / "parsed" / "contacts.json").write_text("[1", encoding="utf-8")
    assert set(SourceRows.load(folder).contacts) == {"two"}


@pytest.mark.parametrize("text", ["just words", "- one", "- {name: without id}", ""])
def test_a_file_without_rows_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(citations, "PARSED", tmp_path / "parsed")
    folder = Path(shutil.copytree(SOURCES, tmp_path / "sources"))
    (folder / "facts.yml").write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"facts\.yml: holds no list of rows"):
        SourceRows.load(folder)


def test_a_look_alike_host_is_no_public_body() -> None:
    hosts = frozenset({"ind.nl"})
    assert is_public_body("https://www.ind.nl/x", hosts)
    assert is_public_body("https://english.ind.nl/", hosts)
    assert not is_public_body("https://evil-ind.nl/", hosts)
    assert not is_public_body("https://ind.nl.evil.example/", hosts)


def test_a_source_without_a_row_is_noticed(rows: SourceRows) -> None:
    assert not rows.has(Source(fact="no-such-fact"))
    with pytest.raises(NoSuchRow, match="`no-such-contact`: mend the id"):
        rows.cite(Source(contact="no-such-contact"), "en")


def test_a_page_of_the_adopters_own_is_cited_and_linked_as_it_is_named(rows: SourceRows) -> None:
    source = Source(own="Study guide 2026", url="https://school.example/guide")
    assert rows.has(source)
    cited = rows.cite(source, "de")
    assert (cited.title, cited.url) == ("Study guide 2026", "https://school.example/guide")


def test_an_address_belongs_to_a_page_of_the_adopters_own_alone() -> None:
    with pytest.raises(ValueError, match="belongs to an `own` source"):
        Source(fact="hsm-salary-thresholds-2026", url="https://school.example")
