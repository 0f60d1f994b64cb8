"""What only a store outside this process can suffer: it is shared, filled by halves, lost, and found again."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.stores import MilvusStore, Place, StoreError, StoreUnavailable, VectorSet, open_store
from knowledge.stores import milvus_store as module
from knowledge.stores.base import Floats2d
from knowledge.stores.milvus_client import connect
from tests.knowledge.stores.conftest import Server
from tests.knowledge.stores.making import need_milvus, set_of, unit_vectors

pytestmark = [pytest.mark.integration, pytest.mark.milvus]


def quiet(_done: int, _total: int) -> None:
    pass


def unread() -> Floats2d:
    pytest.fail("what is there already was read again")


def opened(place: Place, vectors: Floats2d, key: str, kept: Collection[str] = ()) -> MilvusStore:
    return MilvusStore.open(place, set_of(vectors, key, kept), quiet)


def names(place: Place) -> set[str]:
    return set(connect(place).list_collections())


def test_vectors_are_put_in_once_and_progress_is_told(milvus_file: Place) -> None:
    vectors, told = unit_vectors(2300), list[tuple[int, int]]()
    wanted = set_of(vectors, "once")
    MilvusStore.open(milvus_file, wanted, lambda done, total: told.append((done, total)))
    assert told == [(1000, 2300), (2000, 2300), (2300, 2300)]
    again = MilvusStore.open(milvus_file, replace(wanted, read=unread), quiet)
    assert again.search(vectors[5], 1)[0].tolist() == [5]


@pytest.mark.parametrize("rows", [0, 30, 100])
def test_a_collection_whose_filling_was_cut_off_is_filled(milvus_file: Place, rows: int) -> None:
    vectors, key = unit_vectors(100), f"half{rows}"
    half = MilvusStore(milvus_file, set_of(vectors, key), quiet)
    client = connect(milvus_file)
    half._load(client)
    client.upsert(half.name, [{"id": i, "vector": vectors[i]} for i in range(rows)])
    whole = opened(milvus_file, vectors, key)
    assert whole._held(client) == 100
    assert whole.search(vectors[99], 1)[0].tolist() == [99]


def test_a_collection_that_was_cut_off_before_it_had_an_index_is_finished(milvus_file: Place) -> None:
    vectors = unit_vectors(10)
    bare = MilvusStore(milvus_file, set_of(vectors, "bare"), quiet)
    bare._create(connect(milvus_file))
    assert opened(milvus_file, vectors, "bare").search(vectors[3], 1)[0].tolist() == [3]


def test_a_collection_with_rows_that_nobody_put_in_is_made_anew(milvus_file: Place) -> None:
    vectors = unit_vectors(12)
    opened(milvus_file, vectors, "more")
    connect(milvus_file).upsert("grenswijzer_tests_entries_more", [{"id": 12, "vector": vectors[0]}])
    ids, _ = opened(milvus_file, vectors, "more").search(vectors[0], 20)
    assert sorted(ids.tolist()) == list(range(12))


def test_filling_what_another_process_has_filled_meanwhile_leaves_each_row_once(milvus_file: Place) -> None:
    vectors = unit_vectors(50)
    store = opened(milvus_file, vectors, "twice")
    store._fill(connect(milvus_file))
    ids, _ = store.search(vectors[0], 60)
    assert sorted(ids.tolist()) == list(range(50))


def test_old_collections_go_when_nobody_wants_them_and_those_of_others_stay(server: Server) -> None:
    vectors = unit_vectors(5)
    other = replace(server.place, owner="testsentries")
    opened(other, vectors, "theirs")
    documents = VectorSet("documents", "guide", 5, lambda: vectors)
    open_store(documents, server.place)
    opened(server.place, vectors, "first")
    opened(server.place, vectors, "second", kept=["first"])
    assert "grenswijzer_tests_entries_first" in names(server.place)
    opened(server.place, vectors, "third", kept=["second"])
    assert names(server.place) == {
        "grenswijzer_tests_entries_second",
        "grenswijzer_tests_entries_third",
        "grenswijzer_tests_documents_guide",
        "grenswijzer_testsentries_entries_theirs",
    }


def test_two_services_search_one_collection(server: Server) -> None:
    vectors = unit_vectors(30)
    first = opened(server.place, vectors, "shared")
    second = MilvusStore.open(server.place, replace(set_of(vectors, "shared"), read=unread), quiet)
    for one, other in zip(first.search(vectors[2], 9), second.search(vectors[2], 9), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_server_that_nobody_answers_at_is_told_in_one_sentence_without_secrets(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    server.stop()
    caplog.set_level(logging.DEBUG)
    with pytest.raises(
        StoreUnavailable, match=r"http://127.0.0.1:\d+ cannot be used .*GRENSWIJZER_VECTORS=faiss"
    ) as caught:
        opened(server.place, unit_vectors(3), "never")
    printed = capfd.readouterr()
    assert "\n" not in str(caught.value)
    assert printed.out + printed.err == ""
    assert "a-password" not in f"{caught.value}{caplog.text}"


def test_a_lost_server_is_told_and_not_waited_for_again_until_it_is_back(
    server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 3600.0)
    vectors = unit_vectors(20)
    store = opened(server.place, vectors, "lost")
    server.stop()
    for _ in range(3):
        with pytest.raises(StoreUnavailable):
            store.search(vectors[0], 3)
    assert not store.is_up
    assert [r.message.startswith("searching by words only: ") for r in caplog.records if r.name == module.__name__] == [
        True
    ]
    store.recover()
    assert not store.is_up
    server.start()
    store.recover()
    assert not store.is_up, "it was tried a moment ago"
    monkeypatch.setattr(module, "RETRY_S", 0.0)
    store.recover()
    assert store.is_up
    assert store.search(vectors[4], 1)[0].tolist() == [4]


def test_vectors_that_were_removed_while_they_are_searched_are_put_in_again(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = unit_vectors(20)
    store = opened(server.place, vectors, "removed")
    connect(server.place).drop_collection(store.name)
    with pytest.raises(StoreUnavailable):
        store.search(vectors[0], 3)
    monkeypatch.setattr(module, "RETRY_S", 0.0)
    store.recover()
    assert store.search(vectors[4], 1)[0].tolist() == [4]


def test_a_file_that_another_process_has_open_is_told_in_one_sentence(tmp_path: Path) -> None:
    need_milvus()
    file = str(tmp_path / "held.db")
    script = (
        "import sys; from milvus_lite import MilvusLite; db = MilvusLite(sys.argv[1]); print(1, flush=True); input()"
    )
    command = [sys.executable, "-c", script, file]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "1\n"
        with pytest.raises(StoreUnavailable, match="One process at a time can open the file") as caught:
            opened(Place(file, owner="tests"), unit_vectors(3), "held")
        holder.communicate("\n")
    assert "\n" not in str(caught.value)
    assert len(opened(Place(file, owner="tests"), unit_vectors(3), "held")) == 3


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    need_milvus()
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be made"):
        opened(Place(str(tmp_path / "file" / "v.db"), owner="tests"), unit_vectors(3), "nowhere")


@pytest.mark.unit
def test_without_the_client_a_sentence_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(StoreError, match="run `make milvus`"):
        open_store(set_of(unit_vectors(3), "none"), Place("http://127.0.0.1:9", owner="tests"))
