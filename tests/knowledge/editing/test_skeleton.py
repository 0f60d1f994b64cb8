"""A new entry is valid from the start, of every kind, and never writes over another."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from knowledge.cli import app
from knowledge.editing.skeleton import SCHEMA, CannotCreate, place_for, skeleton
from knowledge.loading import load_entry
from knowledge.schema import Kind, Language

pytestmark = pytest.mark.unit
TODAY = dt.date(2026, 11, 22)
TITLES: dict[Language, str] = {"nl": "Banenbeurs", "de": "Jobmesse", "en": "Job fair"}


@pytest.mark.parametrize("kind", Kind)
def test_a_new_entry_of_every_kind_is_valid(tmp_path: Path, kind: Kind) -> None:
    path = place_for("job-fair", kind, tmp_path)
    path.write_text(skeleton(path, kind, TITLES, TODAY), encoding="utf-8")
    entry = load_entry(path)
    assert (entry.id, entry.kind, entry.title.de, entry.versions[0].as_of) == (
        "job-fair",
        kind,
        "Jobmesse",
        "2026-11-22",
    )
    assert len(entry.versions[0].points) == 1
    assert entry.review_by > TODAY


@given(title=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1))
def test_any_title_comes_back_as_it_was_typed(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    if not title.strip():
        return
    path = tmp_path_factory.mktemp("new") / "job-fair.yml"
    path.write_text(skeleton(path, Kind.POLICY, {"nl": title, "de": title, "en": title}, TODAY), encoding="utf-8")
    assert load_entry(path).title.en == title.strip()


@pytest.mark.parametrize("entry_id", ["Job-Fair", "job fair", "-job", "job--fair", "../job", "", "x" * 81, "jöb"])
def test_a_bad_id_is_refused_with_a_good_one_as_example(entry_id: str) -> None:
    with pytest.raises(CannotCreate, match="work-beside-study"):
        place_for(entry_id, Kind.POLICY)


def test_an_id_in_use_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(CannotCreate, match=r"regulations/work-beside-study\.yml"):
        place_for("work-beside-study", Kind.POLICY)
    with pytest.raises(CannotCreate, match="edit the copy"):
        place_for("work-beside-study", Kind.POLICY, tmp_path)


def test_the_command_writes_the_file_and_names_the_next_steps(tmp_path: Path) -> None:
    arguments = [
        "knowledge",
        "new",
        "job-fair",
        "--kind",
        "initiative",
        "--title",
        "Beurs",
        "--local",
        str(tmp_path / "own"),
    ]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0, first.output
    assert "knowledge check" in first.output
    assert f"knowledge lint {tmp_path / 'own'}" in first.output
    path = tmp_path / "own" / "job-fair.yml"
    assert load_entry(path).title.nl == "Beurs"
    schema = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / schema).resolve() == SCHEMA.resolve()
    before = path.read_text(encoding="utf-8")
    again = CliRunner().invoke(app, arguments)
    assert (again.exit_code, path.read_text(encoding="utf-8")) == (1, before)
    assert "exists already" in again.output
