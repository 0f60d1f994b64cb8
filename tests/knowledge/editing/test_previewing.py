"""A preview shows what an edit would answer, with questions asked as if they were new, and changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.citations import SourceRows
from knowledge.editing.previewing import Bench, Question, edited_index, preview, questions_about
from knowledge.encoder import Encoder
from knowledge.index import open_index
from knowledge.reply import ReplyKind
from knowledge.schema import Entry
from tests.knowledge.samples import entry_data, localised
from tests.knowledge_fixtures import TODAY

pytestmark = pytest.mark.integration


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture(scope="module")
def before(sample_index: Path, encoder: Encoder) -> Bench:
    return Bench(open_index(sample_index, encoder.fingerprint), encoder, SourceRows.load())


def bench_with(before: Bench, encoder: Encoder, folder: Path, *edited: Entry) -> Bench:
    index = edited_index(before.ranker.index, edited, encoder, folder, quiet)
    return Bench(index, encoder, SourceRows.load())


def with_hours(entry: Entry, amount: int) -> Entry:
    data = entry.model_dump(mode="json")
    data["versions"][0]["values"]["hours_week"]["amount"] = amount
    return Entry.model_validate(data)


def test_a_changed_amount_is_told_in_the_new_words_by_the_same_answer(
    before: Bench, encoder: Encoder, tmp_path: Path
) -> None:
    entry = with_hours(before.ranker.index.entries["work-beside-study"], 20)
    after = bench_with(before, encoder, tmp_path, entry)
    question = Question("How many hours a week may an Indian student work?", "en", "yours")
    (one,) = preview(before, after, [question], TODAY, quiet)
    assert (one.changed, one.moved) == (True, False)
    assert "16 hours" in one.before.text
    assert "20 hours" in one.after.text


def test_a_new_entry_answers_what_was_answered_by_none(before: Bench, encoder: Encoder, tmp_path: Path) -> None:
    questions = {
        code: ["Where do I catch the ferry to Texel?", "ferry texel timetable", "boat to the island of Texel", "Texel?"]
        for code in ("nl", "de", "en")
    }
    versions = entry_data()["versions"][:1]
    versions[0] |= {"summary": localised("The ferry to Texel leaves from Den Helder."), "points": [], "values": {}}
    new = Entry.model_validate(
        entry_data("ferry", title=localised("Ferry to Texel"), questions=questions, versions=versions)
    )
    after = bench_with(before, encoder, tmp_path, new)
    (one,) = preview(
        before, after, [Question("where does the ferry to texel leave from?", "en", "yours")], TODAY, quiet
    )
    assert one.before.kind != ReplyKind.ANSWER
    assert one.after.key == "ferry#summary"


def test_a_question_that_the_index_holds_is_asked_as_if_it_were_new(before: Bench) -> None:
    held = next(p for p in before.ranker.index.passages if p.kind == "question" and p.language == "en")
    found = before.search(held.text, "en", today=TODAY)
    assert held.text not in [result.why.matched.text for result in found.results]


def test_own_asked_and_near_questions_are_asked_each_once(before: Bench) -> None:
    questions = questions_about(before, before, {"orientation-year"})
    assert len({(q.text, q.language) for q in questions}) == len(questions)
    assert {q.sort for q in questions} == {"own", "asked", "near"}
    assert {q.language for q in questions} == {"nl", "de", "en"}
    asked_of = {(p.text, p.entry) for p in before.ranker.index.passages if p.kind == "asked"}
    assert all((q.text, "orientation-year") not in asked_of for q in questions if q.sort == "near")


def test_only_what_is_new_is_embedded_and_the_index_on_disk_stays(
    before: Bench, encoder: Encoder, sample_index: Path, tmp_path: Path
) -> None:
    class Counting:
        """The encoder, counting what it is given."""

        dimensions = encoder.dimensions
        fingerprint = encoder.fingerprint
        texts: list[str] = []  # noqa: RUF012

        def encode_queries(self, texts: list[str]) -> object:
            self.texts.extend(texts)
            return encoder.encode_queries(texts)

        def encode_passages(self, texts: list[str]) -> object:
            self.texts.extend(texts)
            return encoder.encode_passages(texts)

    files = {path: path.stat().st_mtime_ns for path in sample_index.rglob("*")}
    counting = Counting()
    entry = with_hours(before.ranker.index.entries["work-beside-study"], 20)
    edited_index(before.ranker.index, [entry], counting, tmp_path, quiet)  # type: ignore[arg-type]
    assert counting.texts
    assert all("20" in text for text in counting.texts)
    assert {path: path.stat().st_mtime_ns for path in sample_index.rglob("*")} == files
