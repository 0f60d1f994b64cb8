"""Own documents are found beside the entries, named as the adopter's own, and never take an entry's place."""

from __future__ import annotations

import os
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.answering import Answerer, as_plain_text
from knowledge.assistant import Assistant
from knowledge.citations import SourceRows
from knowledge.clock import FixedClock
from knowledge.confidence import Thresholds
from knowledge.encoder import Encoder
from knowledge.ingest.own_documents import OwnDocuments
from knowledge.ingest.passage_search import FEATURES
from knowledge.ingest.search import load_confidence
from knowledge.ingest.store import LIST, Document, DocumentStore
from knowledge.ingest.taking_in import Wishes, take_in
from knowledge.ranking import Ranker
from knowledge.reply import ReplyKind, ReplyStatus
from knowledge.schema import Language
from knowledge.search import SearchFilters
from tests.knowledge.ingest.conftest import TakeIn
from tests.knowledge.ingest.making import write_pdf
from tests.knowledge_fixtures import TODAY

pytestmark = pytest.mark.integration

PAGES = [
    ("Openingstijden", ["Het international office is open op maandag en", "woensdag van 9 tot 12 uur."]),
    ("Laptop", ["Elke student leent een laptop van de mediatheek. De borg is 75 euro."]),
    ("Parkeren", ["Parkeren op het schoolterrein kan alleen met een pasje van de conciërge."]),
    ("Kluisjes", ["Een kluisje huur je bij de receptie voor 10 euro per jaar."]),
]  # fmt: skip
KNOWN = "Hoeveel borg betaal je als student voor een laptop van de mediatheek?"
#: Asks for what the sample's entries tell.
CURATED = "hoeveel uur mag je werken als student?"


@pytest.fixture(scope="module")
def with_guide(sample_index: Path, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The sample's assistant with one document; read only."""
    folder = tmp_path_factory.mktemp("with-guide")
    store = DocumentStore(folder / "documents")
    with store.changing(pytest.fail):
        path = write_pdf(folder / "gids.pdf", PAGES)
        take_in(path, store, encoder, Wishes(TODAY), lambda _what, _done, _total: None)
    return Assistant(sample_index, encoder, FixedClock(TODAY), store.folder)


@pytest.fixture(scope="module")
def unsure(with_guide: Assistant) -> Assistant:
    """The same, but hard to convince by an entry: the confidence was fitted to all entries, and so few mislead it."""
    assistant = copy(with_guide)
    answerer = Answerer(assistant.entries, SourceRows.load(), Thresholds(answer=0.999, clarify=0.998))
    assistant._opened = replace(with_guide._opened, answerer=answerer)
    return assistant


@pytest.fixture
def ranker(assistant: Assistant) -> Ranker:
    return assistant._opened.searcher.ranker


def own_results(assistant: Assistant, query: str, language: Language = "nl") -> list[dict[str, object]]:
    return [result for result in assistant.search(query, language=language).results if result["own"]]


def test_a_search_finds_the_page_and_names_the_document(with_guide: Assistant) -> None:
    result = own_results(with_guide, KNOWN)[0]
    assert str(result["id"]).startswith("document:gids-")
    assert str(result["id"]).endswith("#2")
    assert (result["kind"], result["title"], result["headings"]) == ("document", "gids.pdf", ["Laptop"])
    assert "75 euro" in str(result["passage"])
    assert result["sources"] == [{"title": "gids.pdf", "locator": "pagina 2", "url": None, "as_of": result["as_of"]}]


def test_entries_stay_as_they_are_and_come_first(with_guide: Assistant, assistant: Assistant) -> None:
    for query in (CURATED, KNOWN):
        before, after = assistant.search(query, language="nl").results, with_guide.search(query, language="nl").results
        for one, other in zip(before, after, strict=False):
            assert one == other
        assert all(result["own"] for result in after[len(before) :])


def test_an_entry_that_answers_is_answered_with(with_guide: Assistant, assistant: Assistant) -> None:
    before, after = assistant.answer(CURATED, "nl"), with_guide.answer(CURATED, "nl")
    assert after.kind == ReplyKind.ANSWER
    assert (after.text, after.entry, after.confidence) == (before.text, before.entry, before.confidence)


def test_the_chat_quotes_a_document_where_no_entry_answers(unsure: Assistant) -> None:
    reply = unsure.answer(KNOWN, "nl")
    assert (reply.kind, reply.status) == (ReplyKind.ANSWER, ReplyStatus.ANSWERED_FROM_OWN_DOCUMENT)
    assert reply.text.startswith("Uit een eigen document van je school: gids.pdf, pagina 2\n")
    assert "75 euro" in reply.text
    assert "niet gecontroleerd" in (reply.caution or "")
    assert reply.entry is None
    assert reply.contacts
    assert "gids.pdf, pagina 2" in as_plain_text(reply)


@pytest.mark.parametrize(
    ("question", "language", "lead", "said"),
    [
        ("How much deposit do you pay for a laptop of the mediatheek?", "en", "From your school", "in Dutch"),
        ("Wie viel Kaution zahle ich für einen Laptop der mediatheek?", "de", "Aus einem", "Niederländisch"),
    ],
)
def test_a_question_in_another_language_is_told_the_language_of_the_text(
    unsure: Assistant, question: str, language: Language, lead: str, said: str
) -> None:
    reply = unsure.answer(question, language)
    assert reply.text.startswith(lead)
    assert said in (reply.caution or "")


@pytest.mark.parametrize(
    "question", ["Wie wint zondag de wedstrijd van Ajax?", "Hoe bak ik een appeltaart?", "Wat kost een vliegticket?"]
)
def test_a_question_that_no_document_answers_is_not_quoted_at(unsure: Assistant, question: str) -> None:
    assert unsure.answer(question, "nl").kind == ReplyKind.HANDOVER


def test_doubt_of_the_dialogue_does_not_keep_a_sure_document_back(unsure: Assistant) -> None:
    # It is about our subject alone; lockers and passwords are off that, but what a school's documents are about.
    assert unsure.answer(KNOWN, "nl", doubt=0.95).status == ReplyStatus.ANSWERED_FROM_OWN_DOCUMENT


@pytest.mark.parametrize("question", ["e", "?", "wat is het", "de, en het"])
def test_a_message_without_a_word_of_meaning_finds_no_document(unsure: Assistant, question: str) -> None:
    assert own_results(unsure, question) == []


def test_a_filter_leaves_own_documents_out(with_guide: Assistant) -> None:
    results = with_guide.search(KNOWN, language="nl", filters=SearchFilters(topic="work")).results
    assert not any(result["own"] for result in results)


def test_changes_are_taken_up_without_a_restart(  # noqa: PLR0917
    sample_index: Path, encoder: Encoder, taking: TakeIn, store: DocumentStore, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    caplog.set_level("INFO")
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY), store.folder)
    assert own_results(assistant, KNOWN) == []
    assert "own documents" not in caplog.text
    taking(write_pdf(tmp_path / "gids.pdf", PAGES))
    assistant.reload_if_changed()
    assert own_results(assistant, KNOWN)
    assert assistant.versions()["own documents"] == "1"
    assert caplog.messages[-1] == "own documents in use: 1"
    with store.changing(pytest.fail):
        store.remove([store.documents()[0].id])
    assistant.reload_if_changed()
    assert own_results(assistant, KNOWN) == []
    assert caplog.messages[-1] == "own documents in use: 0"


@pytest.mark.parametrize("fault", ["list", "vectors", "encoder"])
def test_unusable_documents_are_told_once_and_nothing_of_them_is_found(  # noqa: PLR0917
    taking: TakeIn, store: DocumentStore, encoder: Encoder, ranker: Ranker, tmp_path: Path, fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    taking(write_pdf(tmp_path / "gids.pdf", PAGES))
    kept = store.documents()[0]
    path = store.folder / (f"{kept.stem}.npy" if fault == "vectors" else LIST)
    path.write_bytes(path.read_bytes().replace(kept.encoder.encode(), b"another") if fault == "encoder" else b"damaged")
    own = OwnDocuments(store.folder, encoder)
    own.refresh(ranker)
    assert "grenswijzer ingest" in caplog.text
    caplog.clear()
    own.refresh(ranker)
    assert caplog.text == ""
    assert own.search(KNOWN, "nl", 3) == []
    assert own.quotable(KNOWN, "nl", 0) is None


def test_a_list_that_changes_while_it_is_read_is_read_again(  # noqa: PLR0917
    taking: TakeIn, store: DocumentStore, encoder: Encoder, ranker: Ranker, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path = tmp_path / "gids.md"
    path.write_text("Oude tekst.", encoding="utf-8")
    taking(path)
    read, changed = DocumentStore.documents, []

    def documents_then_change(self: DocumentStore) -> list[Document]:
        found = read(self)
        if not changed:
            changed.append(True)
            path.write_text("Nieuwe tekst.", encoding="utf-8")
            taking(path)
            with self.changing(pytest.fail):
                """Entering sweeps the files of the old list."""
        return found

    monkeypatch.setattr(DocumentStore, "documents", documents_then_change)
    own = OwnDocuments(store.folder, encoder)
    own.refresh(ranker)
    assert own.count == 1


def test_documents_of_several_languages_are_searched_together(
    taking: TakeIn, store: DocumentStore, encoder: Encoder, ranker: Ranker, tmp_path: Path
) -> None:
    for name, text in {
        "nl": "De borg voor een laptop van de mediatheek is 75 euro voor elke student.",
        "de": "Die Kaution für einen Laptop der Mediathek beträgt 75 Euro für alle Studierenden.",
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        taking(tmp_path / f"{name}.txt")
    own = OwnDocuments(store.folder, encoder)
    own.refresh(ranker)
    found = own.search("Wie hoch ist die Kaution für einen Laptop der Mediathek?", "de", 3)
    assert [result.document.title for result in found] == ["de.txt", "nl.txt"]


@pytest.mark.parametrize("text", ["• • •", "de het een", "2026"])
def test_a_document_without_words_to_count_is_no_hindrance(  # noqa: PLR0917
    taking: TakeIn, store: DocumentStore, encoder: Encoder, ranker: Ranker, tmp_path: Path, text: str
) -> None:
    (tmp_path / "kaal.txt").write_text(text, encoding="utf-8")
    taking(tmp_path / "kaal.txt")
    own = OwnDocuments(store.folder, encoder)
    own.refresh(ranker)
    assert own.count == 1
    assert own.quotable(KNOWN, "nl", 0) is None


def test_the_committed_model_has_a_weight_for_every_feature_and_product() -> None:
    model = load_confidence()
    count = len(FEATURES)
    assert len(model.mean) == len(model.scale) == count
    assert len(model.weights) == count + count * (count + 1) // 2
    assert 0 < model.thresholds.clarify < model.thresholds.answer < 1


def test_a_match_in_meaning_and_words_is_surer_than_one_in_neither() -> None:
    model = load_confidence()
    words = float(np.log1p(5))
    few = float(np.log1p(100))
    assert model.probability((0.70, 0.70, 0.9, 0.6, 1.0, words, few)) > model.thresholds.answer
    assert model.probability((0.30, 0.30, 0.0, 0.0, 1.0, words, few)) < model.thresholds.clarify


def test_the_service_does_not_load_the_converters() -> None:
    import subprocess
    import sys

    code = "import sys, knowledge.assistant; print({'pypdfium2', 'mammoth', 'selectolax'} & set(sys.modules))"
    root = Path(__file__).parents[3]
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "set()"
