"""An entry that is not written yet, or cannot name its source, does not get into the index."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge.cli import app
from knowledge.drafts import is_draft
from knowledge.editing.skeleton import skeleton
from knowledge.encoder import Encoder
from knowledge.index import build_index, open_index
from knowledge.loading import EntryError, load_entry
from knowledge.schema import Kind
from tests.knowledge.samples import entry_data, write_entry

TODAY = dt.date(2026, 11, 23)


def write_draft(folder: Path, entry_id: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{entry_id}.yml"
    titles = {"nl": "Banenbeurs", "de": "Jobmesse", "en": "Job fair"}
    path.write_text(skeleton(path, Kind.INITIATIVE, titles, TODAY), encoding="utf-8")  # type: ignore[arg-type]
    return path


def quiet(_done: int, _total: int) -> None:
    pass


@pytest.mark.unit
@pytest.mark.parametrize("kind", Kind)
def test_a_new_entry_of_every_kind_is_a_draft(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "job-fair.yml"
    path.write_text(skeleton(path, kind, {"nl": "a", "de": "b", "en": "c"}, TODAY), encoding="utf-8")
    assert is_draft(load_entry(path))


@pytest.mark.unit
def test_the_check_says_how_many_texts_of_a_draft_are_still_to_be_written(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["knowledge", "check", str(write_draft(tmp_path, "job-fair"))])
    assert result.exit_code == 0
    assert "job-fair: valid, 1 version with 1 point." in result.output
    assert "2 texts are still to be written" in result.output


@pytest.mark.integration
def test_drafts_are_left_out_of_the_index_and_named(tmp_path: Path, encoder: Encoder) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    write_entry(ours, entry_data("hours"))
    write_draft(theirs, "job-fair")
    # A draft that is to replace one of ours leaves ours in use.
    write_draft(theirs, "hours")
    for _ in ("built", "built again from what was known"):
        manifest = build_index(tmp_path / "index", encoder, quiet, [ours, theirs])
        index = open_index(tmp_path / "index", encoder.fingerprint)
        assert index.manifest.drafts == manifest.drafts == ["hours", "job-fair"]
        assert {entry: one.title.en for entry, one in index.entries.items()} == {"hours": "Title of hours (en)"}


@pytest.mark.integration
def test_an_entry_that_cannot_name_its_source_is_refused_with_its_file(tmp_path: Path, encoder: Encoder) -> None:
    data = entry_data("hours")
    data["versions"][0]["sources"] = [{"fact": "made-up"}]
    write_entry(tmp_path / "ours", data)
    with pytest.raises(EntryError, match=r"hours\.yml: there is no source row `made-up`"):
        build_index(tmp_path / "index", encoder, quiet, [tmp_path / "ours"])
