"""`grenswijzer ingest` tells what became of each file and ends with the right status."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from knowledge.cli import app
from knowledge.encoder import Encoder
from knowledge.ingest.store import DocumentStore, embedding_of
from tests.knowledge.ingest.making import write_pdf, write_scan

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def settings(store: DocumentStore, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_DOCUMENTS", str(store.folder))
    # The built encoder itself, loaded once for all tests.
    monkeypatch.setattr("knowledge.encoder.load_encoder", lambda: encoder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "school"
    path.mkdir()
    (path / "gids.md").write_text("# Stage\n\nEen stage duurt tien weken.\n", encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["ingest", *map(str, arguments)])


def test_good_files_go_in_and_bad_ones_are_told_each_with_its_reason(folder: Path, store: DocumentStore) -> None:
    write_pdf(folder / "slot.pdf", [("Stage", ["Geheim."])], password="secret")
    write_scan(folder / "scan.pdf", 1)
    (folder / "leeg.txt").touch()
    (folder / "stuk.pdf").write_bytes(b"%PDF-1.7")
    (folder / "rooster.xlsx").write_bytes(b"x")
    (folder / "werk.txt").write_text("Werken mag zestien uur per week.", encoding="utf-8")
    result = run(folder)
    assert result.exit_code == 1
    for sentence in ("slot.pdf: is protected", "scan.pdf: is scanned", "leeg.txt: is empty", "stuk.pdf: is damaged",
                     "passed over 1 file of a type that is not read: rooster.xlsx", "2 added, 4 not read",
                     "added      gids.md: 1 passage, nl"):  # fmt: skip
        assert sentence in result.output
    assert [one.title for one in store.documents()] == ["gids.md", "werk.txt"]


def test_a_second_run_skips_what_did_not_change(folder: Path) -> None:
    assert run(folder).exit_code == 0
    result = run(folder)
    assert result.exit_code == 0
    assert "unchanged  gids.md" in result.output


def test_a_file_that_does_not_exist_is_told(tmp_path: Path) -> None:
    result = run(tmp_path / "none.pdf")
    assert result.exit_code == 1
    assert "none.pdf: does not exist" in result.output


def test_without_a_file_it_says_how_to_name_one() -> None:
    result = run()
    assert result.exit_code == 2
    assert "Name a file or a folder" in result.output


def test_a_title_is_for_one_file_alone(folder: Path) -> None:
    assert run(folder, "--title", "Gids").exit_code == 2
    assert "Stagegids [2026]" in run(folder / "gids.md", "--title", "Stagegids [2026]").output


def test_documents_are_listed(folder: Path) -> None:
    assert "No documents are kept" in run("--list").output
    run(folder)
    listed = run("--list").output
    assert "gids.md" in listed
    assert "1 passage, nl" in listed


def test_the_list_keeps_a_long_id_whole_so_that_it_can_be_copied(folder: Path, store: DocumentStore) -> None:
    (folder / "gids.md").rename(folder / ("handleiding-voor-de-beroepspraktijkvorming-" * 2 + ".md"))
    run(folder)
    (kept,) = store.documents()
    assert f"id {kept.id}:" in run("--list").output


@pytest.mark.parametrize("way", ["id", "title", "path"])
def test_a_document_is_removed_by_id_title_or_path(folder: Path, store: DocumentStore, way: str) -> None:
    run(folder)
    (kept,) = store.documents()
    result = run("--remove", getattr(kept, way))
    assert result.exit_code == 0
    assert "removed    gids.md" in result.output
    assert store.documents() == []


def test_removing_what_is_not_kept_says_how_to_see_what_is() -> None:
    result = run("--remove", "gids.md")
    assert result.exit_code == 1
    assert "--list" in result.output


def test_a_name_of_two_documents_removes_neither_and_gives_their_ids(folder: Path, store: DocumentStore) -> None:
    (folder / "oud").mkdir()
    (folder / "oud" / "gids.md").write_text("Een oude gids.", encoding="utf-8")
    run(folder)
    result = run("--remove", "gids.md")
    assert result.exit_code == 1
    assert all(one.id in result.output for one in store.documents())
    assert len(store.documents()) == 2


def test_a_limit_on_size_is_told_with_the_way_to_raise_it(folder: Path) -> None:
    result = run(folder, "--max-mb", "0.00001")
    assert result.exit_code == 2
    (folder / "lang.txt").write_text("woord " * 1000, encoding="utf-8")
    result = run(folder / "lang.txt", "--max-mb", "0.001")
    assert result.exit_code == 1
    assert "--max-mb" in result.output


def test_a_limit_on_passages_is_told_with_the_way_to_raise_it(folder: Path) -> None:
    (folder / "lang.md").write_text("# Een\n\nTekst.\n\n# Twee\n\nTekst.\n", encoding="utf-8")
    result = run(folder, "--max-passages", "1")
    assert result.exit_code == 1
    assert "lang.md: gives 2 passages, more than 1" in result.output
    assert run(folder, "--max-passages", "2").exit_code == 0


def test_documents_of_another_encoder_are_embedded_again_with_the_next_run(
    folder: Path, store: DocumentStore, encoder: Encoder
) -> None:
    run(folder)
    path = store.folder / "documents.json"
    path.write_text(path.read_text().replace(encoder.fingerprint, "another"))
    assert "1 document is embedded again" in run("--embed-again").output
    assert [one.encoder for one in store.documents()] == [embedding_of(encoder.fingerprint)]


def test_a_damaged_list_ends_with_a_sentence(store: DocumentStore) -> None:
    store.folder.mkdir()
    (store.folder / "documents.json").write_text("{")
    result = run("--list")
    assert result.exit_code == 1
    assert "delete" in result.output


def test_an_interrupted_run_says_that_it_can_go_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("knowledge.ingest.taking_in.take_in", interrupted)
    result = run(folder)
    assert result.exit_code == 130
    assert "goes on from here" in result.output


def test_a_folder_that_cannot_be_written_names_the_setting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_DOCUMENTS", "/proc/documents")
    result = run(folder)
    assert result.exit_code == 1
    assert "GRENSWIJZER_DOCUMENTS" in result.output
