"""The evaluation reads the real service as it is: a field renamed there must not count as a wrong answer here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.command import app
from knowledge.assistant import Assistant
from knowledge.clock import clock_from_environment
from knowledge.loading import KnowledgeError
from knowledge.reply import Reply, ReplyKind
from tests.evaluation.conftest import question_row, write_rows
from tests.support import need
from tests.web.rasa_stand_in import rasa_stand_in
from tests.web.running import Running, running_service

pytestmark = pytest.mark.integration
MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture
def assistant() -> Assistant:
    """The built index, searched by words alone: what is found does not matter here."""
    try:
        return Assistant(MODELS / "index", None, clock_from_environment())
    except KnowledgeError as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise


@pytest.fixture
def service(assistant: Assistant, tmp_path: Path) -> Iterator[Running]:
    """The service, which answers by itself: its Rasa says nothing readable."""
    with rasa_stand_in() as rasa:
        rasa.answer = lambda _: b"no JSON"
        with running_service(assistant, tmp_path, rasa.url) as running:
            yield running


def answered_question(assistant: Assistant) -> tuple[str, Reply]:
    """A Dutch question of an entry that the service is sure of, with its answer."""
    for entry in assistant.entries.values():
        for question in entry.questions["nl"]:
            reply = assistant.answer(question)
            if reply.kind == ReplyKind.ANSWER and reply.language == "nl":
                return question, reply
    raise AssertionError("no question of ours is answered")


def test_answers_and_results_of_the_real_service_are_counted(
    service: Running, assistant: Assistant, tmp_path: Path
) -> None:
    question, reply = answered_question(assistant)
    # The reply may tell a further point too; results of the search hold one each.
    passage = assistant.search(question, language="nl").results[0]["passage"]
    fact = max(set(reply.text.split()) & set(passage.split()), key=len)
    questions = [
        question_row(question=question, must=[[fact]], source={}),
        question_row(id="q2", question=question, must=[["no such fact"]], source={}),
    ]
    messages = [{"id": "o1", "lang": "nl", "kind": "near_miss", "text": question}]
    turns = [{"user": question, "kind": "answer", "must": [[fact]]}] * 2
    report = tmp_path / "report.json"
    result = CliRunner().invoke(
        app,
        [
            f"--url={service.url}",
            "--only=answers,search,out-of-scope,dialogues,memory",
            f"--questions={write_rows(tmp_path / 'q.jsonl', *questions)}",
            f"--out-of-scope={write_rows(tmp_path / 'o.jsonl', *messages)}",
            f"--dialogues={write_rows(tmp_path / 'd.jsonl', {'id': 'd1', 'lang': 'nl', 'turns': turns})}",
            f"--report={report}",
        ],
    )
    assert result.exit_code == 0, result.output
    written = json.loads(report.read_text(encoding="utf-8"))
    figures = written["figures"]
    assert figures["answers"]["all"]["right"]["count"] == 1
    assert figures["answers"]["all"]["no_reply"] == 0
    assert figures["out_of_scope"]["all"]["false"]["count"] == 1
    assert figures["dialogues"]["turns"]["all"]["passed"]["count"] == 2
    assert figures["retrieval"]["all"]["hit@1"]["count"] == 1
    assert figures["retrieval"]["all"]["hit@5"]["count"] == 1
    assert set(figures["retrieval"]["pair"]) <= {"nl-nl", "nl-de", "nl-en"}
    assert figures["memory_mib"]["processes"][0]["rss_mib"] > 20
    assert written["cases"]["answers"][0]["entry"] == reply.entry
    assert set(written["versions"]) >= {"index", "knowledge"}
