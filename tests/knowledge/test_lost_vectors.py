"""A store of vectors that is lost while the service runs: words still find answers, and all say so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder
from knowledge.ingest.store import DocumentStore
from knowledge.ingest.taking_in import Wishes, take_in
from knowledge.stores import StoreUnavailable, open_store
from tests.knowledge_fixtures import TODAY
from tests.losable_store import Losable

pytestmark = pytest.mark.integration

QUESTION = "hoeveel uur mag ik werken met een studievergunning?"


@pytest.fixture
def losable() -> Losable:
    return Losable()


@pytest.fixture
def assistant(sample_index: Path, encoder: Encoder, losable: Losable) -> Assistant:
    return Assistant(sample_index, encoder, FixedClock(TODAY), stores=losable.open)


def test_words_alone_find_the_answer_and_by_meaning_it_is_found_again_when_the_store_is_back(
    assistant: Assistant, losable: Losable
) -> None:
    before = assistant.find(QUESTION)
    assert any(score for name, score in before.results[0].why.arms.items() if name.startswith("dense"))
    losable.lost = True
    found = assistant.find(QUESTION)
    assert found.results[0].unit.entry == before.results[0].unit.entry
    assert not any(score for name, score in found.results[0].why.arms.items() if name.startswith("dense"))
    assert not assistant.by_meaning
    assert assistant.has_encoder
    assistant.reload_if_changed()
    assert not assistant.by_meaning
    losable.lost = False
    assert not assistant.by_meaning, "nobody has looked"
    assistant.reload_if_changed()
    assert assistant.by_meaning
    assert assistant.find(QUESTION) == before


def test_a_lost_store_is_not_asked_again_by_every_question(assistant: Assistant, losable: Losable) -> None:
    losable.lost = True
    assistant.find(QUESTION)
    asked = losable.asked
    assistant.find(QUESTION)
    assert losable.asked == asked


def test_own_documents_are_left_out_while_their_vectors_are_lost_and_then_found_again(
    sample_index: Path, encoder: Encoder, losable: Losable, tmp_path: Path
) -> None:
    store = DocumentStore(tmp_path / "documents")
    guide = tmp_path / "gids.txt"
    guide.write_text("Elke student leent een laptop van de mediatheek. De borg is 75 euro.", encoding="utf-8")
    with store.changing(pytest.fail):
        take_in(guide, store, encoder, Wishes(TODAY), lambda _what, _done, _total: None)
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY), store.folder, losable.open)
    question = "Hoeveel borg betaal je voor een laptop van de mediatheek?"
    assert [passage.document.title for passage in assistant.own_passages(question, "nl", 3)]
    losable.lost = True
    assert assistant.own_passages(question, "nl", 3) == []
    losable.lost = False
    assistant.reload_if_changed()
    assert assistant.own_passages(question, "nl", 3)


def test_entries_are_searched_though_the_vectors_of_documents_cannot_be_put_in(
    sample_index: Path, encoder: Encoder, losable: Losable, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = DocumentStore(tmp_path / "documents")
    guide = tmp_path / "gids.txt"
    guide.write_text("Elke student leent een laptop van de mediatheek. De borg is 75 euro.", encoding="utf-8")
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY), store.folder, losable.open)
    losable.lost = True
    with store.changing(pytest.fail):
        take_in(guide, store, encoder, Wishes(TODAY), lambda _what, _done, _total: None)
    assistant.reload_if_changed()
    assistant.reload_if_changed()
    assert [r.message for r in caplog.records if "own documents are not searched" in r.message] == [
        "own documents are not searched: the store is lost"
    ]
    assert assistant.find(QUESTION).results


def test_a_new_index_waits_for_the_store_while_the_old_one_goes_on(
    sample_index: Path, encoder: Encoder, losable: Losable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sample_index, folder)
    assistant = Assistant(folder, encoder, FixedClock(TODAY), stores=losable.open)
    old = assistant.versions()["index"]
    losable.lost = True
    shutil.copytree(folder / old, folder / "newer")
    (folder / "current").write_text("newer")
    with pytest.raises(StoreUnavailable):
        assistant.reload_if_changed()
    losable.lost = False
    assert not assistant.reload_if_changed(), "it was tried a moment ago"
    assert assistant.versions()["index"] == old
    assert assistant.find(QUESTION).results
    monkeypatch.setattr(assistant, "_not_before_s", 0.0)
    assert assistant.reload_if_changed()
    assert assistant.versions()["index"] == "newer"


def test_the_versions_name_what_is_searched(assistant: Assistant, sample_index: Path) -> None:
    assert assistant.versions()["vectors"] == "faiss"
    assert Assistant(sample_index, None, FixedClock(TODAY), stores=open_store).versions()["vectors"] == "none"
