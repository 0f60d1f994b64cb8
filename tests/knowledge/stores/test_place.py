"""What the variables about vectors mean."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.stores import IN_PROCESS, StoreError, place_from_environment

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRENSWIJZER_VECTORS", "GRENSWIJZER_VECTORS_TOKEN", "GRENSWIJZER_VECTORS_OWNER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path / "state"))


def test_without_a_setting_vectors_stay_in_this_process_and_nothing_is_written(tmp_path: Path) -> None:
    assert place_from_environment() == IN_PROCESS
    assert list(tmp_path.iterdir()) == []


def test_a_graph_is_searched_in_this_process_and_kept_with_the_state(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "faiss+hnsw")
    place = place_from_environment()
    assert (place.approximate, place.is_milvus, place.graphs) == (True, False, tmp_path / "state" / "graphs")
    assert "HNSW" in str(place)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "address", "is_file"),
    [
        ("milvus+lite:var/vectors.db", "var/vectors.db", True),
        ("milvus+lite:/srv/data/v.db", "/srv/data/v.db", True),
        ("milvus+http://milvus:19530", "http://milvus:19530", False),
        ("milvus+https://milvus.example/school", "https://milvus.example/school", False),
        (" milvus+http://[::1]:19530 ", "http://[::1]:19530", False),
    ],
)
def test_an_address_is_handed_to_the_client(
    monkeypatch: pytest.MonkeyPatch, text: str, address: str, is_file: bool
) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", text)
    place = place_from_environment()
    assert (place.address, place.is_file, place.is_milvus) == (address, is_file, True)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("milvus", r"choose faiss, faiss\+hnsw, milvus"),
        ("http://milvus:19530", r"choose faiss, faiss\+hnsw, milvus"),
        ("faiss+ivf", r"choose faiss, faiss\+hnsw, milvus"),
        ("faiss hnsw", r"choose faiss, faiss\+hnsw, milvus"),
        ("milvus+lite:", r"ends in \.db"),
        ("milvus+lite:vectors", r"ends in \.db"),
        ("milvus+http://", "no host"),
        ("milvus+http://milvus:port", "no host, or a port"),
        ("milvus+http://milvus:99999", "no host, or a port"),
        ("milvus+http://somebody:hidden@milvus:19530", "GRENSWIJZER_VECTORS_TOKEN"),
        ("milvus+http://milvus:19530?token=hidden", "GRENSWIJZER_VECTORS_TOKEN"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence_without_its_secrets(
    monkeypatch: pytest.MonkeyPatch, text: str, problem: str
) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", text)
    with pytest.raises(StoreError, match=problem) as caught:
        place_from_environment()
    assert "hidden" not in str(caught.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_any_text_is_a_place_or_told_to_be_none(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    for value in (text, f"milvus+http://{text}", f"milvus+lite:{text}"):
        monkeypatch.setenv("GRENSWIJZER_VECTORS", value)
        try:
            place_from_environment()
        except StoreError as error:
            assert "GRENSWIJZER_VECTORS" in str(error)


def test_the_token_is_kept_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "milvus+http://milvus:19530")
    monkeypatch.setenv("GRENSWIJZER_VECTORS_TOKEN", "somebody:hidden")
    place = place_from_environment()
    assert place.token == "somebody:hidden"
    assert "hidden" not in f"{place} {place!r}"


def test_an_installation_keeps_the_name_that_was_made_for_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "milvus+http://milvus:19530")
    first = place_from_environment().owner
    assert place_from_environment().owner == first
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path / "another"))
    assert place_from_environment().owner != first
    monkeypatch.setenv("GRENSWIJZER_VECTORS_OWNER", "school1")
    assert place_from_environment().owner == "school1"


@pytest.mark.parametrize("name", ["School", "a_b", "x" * 33, "é"])
def test_a_name_that_a_collection_cannot_have_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "milvus+http://milvus:19530")
    monkeypatch.setenv("GRENSWIJZER_VECTORS_OWNER", name)
    with pytest.raises(StoreError, match="small letters and digits"):
        place_from_environment()


def test_a_state_that_cannot_be_written_is_told_with_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRENSWIJZER_VECTORS", "milvus+http://milvus:19530")
    monkeypatch.setenv("GRENSWIJZER_STATE", str(tmp_path / "file"))
    with pytest.raises(StoreError, match="set GRENSWIJZER_VECTORS_OWNER"):
        place_from_environment()
