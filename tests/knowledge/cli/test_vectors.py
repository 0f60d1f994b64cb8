"""`grenswijzer vectors`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from knowledge.cli.index import FOLDER
from knowledge.cli.main import app
from knowledge.index import IndexUnusable, read_manifest
from tests.knowledge.stores.making import need_milvus
from tests.support import need

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def _index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path))
    try:
        read_manifest(FOLDER)
    except IndexUnusable as error:
        need(False, "The index", f"{error} (`make build` makes it)")


@pytest.mark.integration
def test_faiss_ranks_as_exact_search() -> None:
    result = RUNNER.invoke(app, ["vectors"])
    assert result.exit_code == 0, result.output
    assert "Vectors are kept by FAISS, in this process." in result.stdout
    assert "50 of 50 questions are ranked as by exact search" in result.stdout


@pytest.mark.integration
def test_a_graph_is_built_once_and_tells_what_it_misses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "faiss+hnsw")
    result = RUNNER.invoke(app, ["vectors"])
    assert result.exit_code == 0, result.output
    assert "Vectors are kept by FAISS, in this process, by a graph (HNSW)." in result.stdout
    assert re.search(r"(99\.\d|100\.0)% of the 100 nearest passages are found", result.stdout)
    assert len(list((tmp_path / "graphs").glob("entries_*.hnsw"))) == 1


@pytest.mark.integration
@pytest.mark.milvus
def test_milvus_is_filled_and_ranks_as_exact_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_milvus()
    monkeypatch.setenv("GRENSWIJZER_VECTORS", f"milvus+lite:{tmp_path / 'v.db'}")
    result = RUNNER.invoke(app, ["vectors"])
    assert result.exit_code == 0, result.output
    assert re.search(
        rf"milvus grenswijzer_\w+_entries_\w+ holds {read_manifest(FOLDER).passages} vectors", result.stdout
    )
    assert "50 of 50 questions are ranked as by exact search" in result.stdout


@pytest.mark.integration
def test_a_setting_that_cannot_be_used_ends_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "pinecone")
    result = RUNNER.invoke(app, ["vectors"])
    assert result.exit_code == 1
    assert result.stderr.startswith("GRENSWIJZER_VECTORS names no store")
