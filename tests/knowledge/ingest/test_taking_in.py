"""Files are kept once, kept up to date, and embedded no more than needed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import Encoder, Floats2d
from knowledge.ingest.errors import UnreadableDocument
from knowledge.ingest.store import DocumentStore, embedding_of
from knowledge.ingest.taking_in import BATCH, Outcome, Wishes, embed, embed_again, new_id, take_in
from knowledge.ingest.unfinished import Unfinished
from tests.knowledge.ingest.conftest import TakeIn
from tests.knowledge.ingest.making import write_pdf

pytestmark = pytest.mark.integration


class Counting:
    """The built encoder, counting what it embeds; `name` makes it another one."""

    def __init__(self, encoder: Encoder, name: str = "") -> None:
        self._encoder = encoder
        self.dimensions = encoder.dimensions
        self.fingerprint = encoder.fingerprint + name
        self.texts: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Floats2d:
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        self.texts += texts
        return self._encoder.encode_passages(texts)


class Stopped(Counting):
    """The built encoder, stopped by the user at the second batch."""

    def encode_passages(self, texts: Sequence[str]) -> Floats2d:
        if self.texts:
            raise KeyboardInterrupt
        return super().encode_passages(texts)


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "Gids Stage (2026).md"
    path.write_text("# Gids\n\nDe stage duurt tien weken.\n\n# Geld\n\nDe vergoeding is 300 euro.\n", encoding="utf-8")
    return path


def test_a_new_file_is_added_with_its_passages_and_vectors(store: DocumentStore, taking: TakeIn, guide: Path) -> None:
    taken = taking(guide)
    passages, vectors = store.read(taken.document)
    assert taken.outcome == Outcome.ADDED
    assert [passage.text for passage in passages] == ["De stage duurt tien weken.", "De vergoeding is 300 euro."]
    assert vectors.shape[0] == 2
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert taken.document.languages == ("nl",)
    assert taken.document.id.startswith("gids-stage-2026-")


def test_an_unchanged_file_is_skipped(store: DocumentStore, taking: TakeIn, guide: Path) -> None:
    taking(guide)
    before = store.stamp()
    assert taking(guide).outcome == Outcome.UNCHANGED
    assert store.stamp() == before


def test_a_changed_file_takes_the_place_of_the_old_one(store: DocumentStore, taking: TakeIn, guide: Path) -> None:
    first = taking(guide).document
    guide.write_text("# Gids\n\nDe stage duurt twaalf weken.\n", encoding="utf-8")
    second = taking(guide)
    assert (second.outcome, second.document.id) == (Outcome.UPDATED, first.id)
    assert [one.id for one in store.documents()] == [first.id]
    assert store.read(store.documents()[0])[0][0].text == "De stage duurt twaalf weken."


def test_only_what_changed_is_embedded_again(
    store: DocumentStore, taking: TakeIn, guide: Path, encoder: Encoder
) -> None:
    passages, vectors = store.read(taking(guide).document)
    counting = Counting(encoder)
    changed = [passages[0], replace(passages[1], text="De vergoeding is 400 euro.")]
    known = {passage.embedded()[0]: vector for passage, vector in zip(passages, vectors, strict=True)}
    again = embed(changed, counting, known, Unfinished(store.folder, "new", encoder.dimensions), quiet)
    assert counting.texts == ["Geld. De vergoeding is 400 euro."]
    assert np.array_equal(again[0], vectors[0])


def test_the_same_content_under_another_name_is_kept_once(store: DocumentStore, taking: TakeIn, guide: Path) -> None:
    first = taking(guide).document
    copy = guide.with_name("kopie.md")
    copy.write_bytes(guide.read_bytes())
    taken = taking(copy)
    assert (taken.outcome, taken.document.id) == (Outcome.UNCHANGED, first.id)
    assert first.title in taken.remark


def test_a_file_that_was_moved_keeps_its_id(store: DocumentStore, taking: TakeIn, guide: Path) -> None:
    first = taking(guide).document
    moved = guide.rename(guide.with_name("nieuw.md"))
    taken = taking(moved)
    assert (taken.document.id, taken.document.title) == (first.id, "nieuw.md")
    assert len(store.documents()) == 1


def test_a_title_stays_until_another_is_given(taking: TakeIn, guide: Path) -> None:
    assert taking(guide, title="Stagegids").document.title == "Stagegids"
    assert taking(guide).outcome == Outcome.UNCHANGED
    guide.write_text("Nieuw.", encoding="utf-8")
    assert taking(guide).document.title == "Stagegids"


def test_a_document_whose_kept_files_are_damaged_is_taken_in_anew(
    store: DocumentStore, taking: TakeIn, guide: Path
) -> None:
    document = taking(guide).document
    kept = store.documents()[0]
    (store.folder / f"{kept.stem}.npy").write_bytes(b"damaged")
    assert taking(guide).outcome == Outcome.UPDATED
    assert store.read(store.documents()[0])[1].shape[0] == document.passages


def test_another_encoder_embeds_kept_passages_without_the_file(
    store: DocumentStore, taking: TakeIn, guide: Path, encoder: Encoder
) -> None:
    taking(guide)
    guide.unlink()
    other = Counting(encoder, "-other")
    with store.changing(pytest.fail):
        assert embed_again(store, other, quiet) == 1
        assert embed_again(store, other, quiet) == 0
    assert store.documents()[0].encoder == embedding_of(other.fingerprint)
    assert len(other.texts) == 2


def test_pages_are_kept_with_passages(store: DocumentStore, taking: TakeIn, tmp_path: Path) -> None:
    pages = [(f"Deel {word}", [f"Dit is de tekst van deel {word}."]) for word in ("een", "twee", "drie")]
    document = taking(write_pdf(tmp_path / "gids.pdf", pages)).document
    assert [passage.first_page for passage in store.read(document)[0]] == [1, 2, 3]
    assert document.pages == 3


@pytest.mark.parametrize(
    ("name", "start"),
    [("Gids.pdf", "gids-"), ("Überblick für Gäste.pdf", "uberblick-fur-gaste-"), ("指南.pdf", "document-")],
)
def test_ids_are_short_and_plain(name: str, start: str) -> None:
    made = new_id(Path("/x") / name, ())
    assert made.startswith(start)
    assert new_id(Path("/x") / name, {made}) != made


def test_a_run_that_is_stopped_keeps_nothing_in_part_and_the_next_goes_on(
    store: DocumentStore, encoder: Encoder, tmp_path: Path
) -> None:
    path = tmp_path / "lang.md"
    texts = [f"# Kop {n}\n\nRegel {n} gaat over onderwerp {n}.\n" for n in range(BATCH + 20)]
    path.write_text("\n".join(texts), encoding="utf-8")
    wishes = Wishes(dt.date(2026, 11, 22))
    with store.changing(pytest.fail), pytest.raises(KeyboardInterrupt):
        take_in(path, store, Stopped(encoder), wishes, quiet)
    assert store.documents() == []
    counting = Counting(encoder)
    with store.changing(pytest.fail):
        taken = take_in(path, store, counting, wishes, quiet)
    assert len(counting.texts) == 20
    passages, vectors = store.read(taken.document)
    assert len(vectors) == len(passages) == BATCH + 20
    alone = encoder.encode_passages(passages[7].embedded())[0]
    assert np.allclose(vectors[7], alone, atol=1e-6)
    assert not list(store.folder.glob(".unfinished-*"))


def test_a_text_that_stands_in_many_places_is_embedded_once(
    store: DocumentStore, encoder: Encoder, tmp_path: Path
) -> None:
    path = tmp_path / "lang.md"
    path.write_text("# Kop\n\nSteeds dezelfde regel.\n\n" * 50, encoding="utf-8")
    counting = Counting(encoder)
    with store.changing(pytest.fail):
        taken = take_in(path, store, counting, Wishes(dt.date(2026, 11, 22)), quiet)
    assert taken.document.passages == 50
    assert counting.texts == ["Kop. Steeds dezelfde regel."]


def test_progress_reaches_the_whole(store: DocumentStore, encoder: Encoder, tmp_path: Path) -> None:
    path = tmp_path / "lang.md"
    path.write_text("".join(f"# Kop {n}\n\nRegel {n}.\n\n" for n in range(2 * BATCH)), encoding="utf-8")
    told: list[tuple[str, int, int]] = []
    with store.changing(pytest.fail):
        take_in(path, store, encoder, Wishes(dt.date(2026, 11, 22)), lambda *step: told.append(step))
    embedding = [(done, total) for what, done, total in told if what == "embedding"]
    assert embedding == [(0, 2 * BATCH), (BATCH, 2 * BATCH), (2 * BATCH, 2 * BATCH)]


def test_a_file_of_too_many_passages_is_refused_before_it_is_embedded(
    store: DocumentStore, taking: TakeIn, guide: Path
) -> None:
    with pytest.raises(UnreadableDocument, match="gives 2 passages, more than 1: .* --max-passages"):
        taking(guide, max_passages=1)
    assert store.documents() == []
