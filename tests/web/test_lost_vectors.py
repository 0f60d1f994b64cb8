"""A store of vectors that is lost: /health says so, and users are told that only words are searched."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder
from tests.actions.test_actions import run, tracker
from tests.knowledge_fixtures import TODAY, sample_entries, sample_index
from tests.losable_store import Losable
from tests.web.running import running_service

__all__ = ["sample_entries", "sample_index"]

pytestmark = pytest.mark.integration
QUESTION = "hoeveel uur mag ik werken met een studievergunning?"


async def test_health_and_the_very_answer_that_finds_the_vectors_lost_say_so(
    sample_index: Path, encoder: Encoder, tmp_path: Path
) -> None:
    losable = Losable()
    assistant = Assistant(sample_index, encoder, FixedClock(TODAY), stores=losable.open)
    with running_service(assistant, tmp_path, "http://127.0.0.1:9") as service:
        assert service.get("/health").json()["parts"]["vectors"] == "up"
        losable.lost = True
        messages, _ = await run(assistant, "action_answer", tracker(QUESTION, {"language": "nl"}))
        assert [message["kind"] for message in messages] == ["notice", "answer"]
        assert "alleen op woorden" in messages[0]["text"]
        assert service.get("/health").json()["parts"] == {
            "rasa": "down", "index": "up", "encoder": "up", "vectors": "down",
        }  # fmt: skip
        assert service.chat(QUESTION).status_code == 200
