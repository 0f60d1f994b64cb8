"""What an entry must and must not be."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from knowledge.schema import Entry, Source
from tests.knowledge.samples import entry_data, localised, make_entry

pytestmark = pytest.mark.unit


def test_an_entry_as_an_editor_writes_it_is_valid() -> None:
    assert make_entry().versions[0].points[0].id == "limit"


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        make_entry(titel="x")


def test_a_text_that_lacks_a_language_is_refused() -> None:
    with pytest.raises(ValidationError, match="de"):
        make_entry(title={"nl": "x", "en": "x"})


def test_versions_must_be_newest_first() -> None:
    versions = list(reversed(entry_data()["versions"]))
    versions[0]["summary"] = localised("x")
    with pytest.raises(ValidationError, match="newest first"):
        make_entry(versions=versions)


def test_the_newest_version_needs_a_summary() -> None:
    versions = entry_data()["versions"]
    del versions[0]["summary"]
    with pytest.raises(ValidationError, match="summary"):
        make_entry(versions=versions)


def test_a_point_cannot_be_inherited_from_a_version_that_lacks_it() -> None:
    versions = entry_data()["versions"]
    versions[1]["inherits"] = ["nowhere"]
    with pytest.raises(ValidationError, match="nowhere"):
        make_entry(versions=versions)


def test_a_version_cannot_name_a_point_twice() -> None:
    versions = entry_data()["versions"]
    versions[0]["points"] *= 2
    with pytest.raises(ValidationError, match="twice"):
        make_entry(versions=versions)


@pytest.mark.parametrize("data", [{}, {"fact": "a", "contact": "b"}, {"document": "report-2016"}])
def test_a_source_names_one_place_and_a_document_its_section(data: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="section|exactly one"):
        Source.model_validate(data)


@pytest.mark.parametrize("entry_id", ["", "With Capitals", "two--dashes", "../up", "x" * 81])
def test_an_id_is_a_plain_slug(entry_id: str) -> None:
    with pytest.raises(ValidationError):
        Entry.model_validate(entry_data(entry_id))
