"""The store is whole after whatever happens to whoever changes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge.ingest.errors import DocumentsUnusable
from knowledge.ingest.files import UNFINISHED
from knowledge.ingest.store import LIST, Document, DocumentPassage, DocumentStore, documents_folder

pytestmark = pytest.mark.unit
VECTORS = np.eye(2, 4, dtype=np.float32)


def passage(text: str) -> DocumentPassage:
    return DocumentPassage(text, ("Kop",), 1, 2, "nl")


def document(name: str = "gids", content: str = "0" * 64) -> Document:
    return Document(
        name, f"{name}.pdf", f"/x/{name}.pdf", content, 1, 2, 2, ("nl",), "2026-01-01", "2026-01-02", "e", "", {}
    )


def put(store: DocumentStore, name: str = "gids", *texts: str) -> None:
    with store.changing(pytest.fail):
        store.put(document(name), [passage(text) for text in texts or ("een", "twee")], VECTORS)


def test_what_is_put_is_read(store: DocumentStore) -> None:
    put(store)
    (kept,) = store.documents()
    passages, vectors = store.read(kept)
    assert [one.text for one in passages] == ["een", "twee"]
    assert passages[0].headings == ("Kop",)
    assert np.array_equal(vectors, VECTORS)


def test_an_empty_folder_keeps_nothing(store: DocumentStore) -> None:
    assert store.documents() == []
    assert store.stamp() is None


def test_every_change_changes_the_stamp(store: DocumentStore) -> None:
    put(store)
    first = store.stamp()
    put(store, "gids", "een", "drie")
    second = store.stamp()
    with store.changing(pytest.fail):
        store.remove(["gids"])
    assert len({first, second, store.stamp()}) == 3


def test_nothing_is_left_of_a_removed_document(store: DocumentStore) -> None:
    put(store, "gids", "geheim", "b")
    put(store, "ander")
    with store.changing(pytest.fail):
        store.remove(["gids"])
    assert [one.id for one in store.documents()] == ["ander"]
    assert all(b"geheim" not in path.read_bytes() for path in store.folder.iterdir())
    assert len(list(store.folder.glob("*.npy"))) == 1


@pytest.mark.parametrize("suffix", [".jsonl", ".npy"])
def test_a_damaged_or_missing_file_is_refused_with_a_way_out(store: DocumentStore, suffix: str) -> None:
    put(store)
    (kept,) = store.documents()
    path = store.folder / f"{kept.stem}{suffix}"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DocumentsUnusable, match="grenswijzer ingest"):
        store.read(kept)
    path.unlink()
    with pytest.raises(DocumentsUnusable, match="missing or damaged"):
        store.read(kept)


@pytest.mark.parametrize("text", ["{", "[]", '{"format": 99}', '{"format": 1, "documents": [{"id": "x"}]}'])
def test_a_damaged_list_is_refused_with_a_way_out(store: DocumentStore, text: str) -> None:
    store.folder.mkdir()
    (store.folder / LIST).write_text(text)
    with pytest.raises(DocumentsUnusable, match="grenswijzer ingest"):
        store.documents()


def test_the_folder_follows_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRENSWIJZER_DOCUMENTS", raising=False)
    monkeypatch.delenv("GRENSWIJZER_STATE", raising=False)
    assert documents_folder().parts[-2:] == ("var", "documents")
    monkeypatch.setenv("GRENSWIJZER_STATE", "/srv/state")
    assert documents_folder() == Path("/srv/state/documents")
    monkeypatch.setenv("GRENSWIJZER_DOCUMENTS", "/srv/own")
    assert documents_folder() == Path("/srv/own")


def test_two_that_change_take_turns(store: DocumentStore) -> None:
    waited, done = threading.Event(), threading.Event()

    def second() -> None:
        with DocumentStore(store.folder).changing(waited.set):
            done.set()

    thread = threading.Thread(target=second)
    with store.changing(pytest.fail):
        thread.start()
        assert waited.wait(10)
        assert not done.is_set()
    thread.join(10)
    assert done.is_set()


KILLED = """
import os, signal, sys
import numpy as np
from pathlib import Path
from knowledge.ingest import store as kept
from tests.knowledge.ingest.test_store import VECTORS, document, passage
writes = 0
def write(path, data):
    global writes
    writes += 1
    if writes == int(sys.argv[2]):
        path.with_name(f".new-{os.getpid()}-{path.name}").write_bytes(data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, data)
real, kept.write_whole = kept.write_whole, write
store = kept.DocumentStore(Path(sys.argv[1]))
with store.changing(lambda: None):
    store.put(document(), [passage("nieuw"), passage("nieuwer")], VECTORS)
"""


@pytest.mark.parametrize("write", [1, 2, 3])
def test_a_process_killed_at_any_write_leaves_the_former_state(store: DocumentStore, write: int) -> None:
    put(store, "gids", "oud", "ouder")
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", KILLED, str(store.folder), str(write)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    killed = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(store.folder.glob(f"{UNFINISHED}*"))
    assert [one.text for one in store.read(store.documents()[0])[0]] == ["oud", "ouder"]
    put(store, "ander")
    assert not list(store.folder.glob(f"{UNFINISHED}*"))
    assert len(list(store.folder.glob("*.npy"))) == 2
