from __future__ import annotations

from dataclasses import replace

import pytest

from web import conversations as module
from web.conversations import Conversations, GivenAnswer
from web.tokens import ConversationId

pytestmark = pytest.mark.unit

ONE, TWO = ConversationId("one"), ConversationId("two")
ANSWER = GivenAnswer("work-beside-study", "nl")


class Watch:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_conversation_keeps_its_language_and_answers() -> None:
    conversations = Conversations(60)
    conversations.of(ONE).language = "de"
    conversations.remember_answer(ONE, "a", ANSWER)
    assert conversations.of(ONE).language == "de"
    assert conversations.answer("a") == ANSWER


def test_an_unused_conversation_expires_with_its_answers() -> None:
    watch = Watch()
    conversations = Conversations(60, watch)
    conversations.of(ONE).language = "de"
    conversations.remember_answer(ONE, "a", ANSWER)
    watch.now = 61
    conversations.of(TWO)
    assert len(conversations) == 1
    assert conversations.answer("a") is None
    assert conversations.of(ONE).language is None


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CONVERSATIONS", 3)
    conversations = Conversations(60)
    for number in range(10):
        conversations.of(ConversationId(str(number)))
    assert len(conversations) == 3


def test_only_the_last_answers_of_a_conversation_can_be_rated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ANSWERS_EACH", 2)
    conversations = Conversations(60)
    for name in "abc":
        conversations.remember_answer(ONE, name, ANSWER)
    assert [conversations.answer(name) is None for name in "abc"] == [True, False, False]


def test_only_of_the_last_answers_the_question_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_QUESTIONS_EACH", 2)
    conversations = Conversations(60)
    for name in "abcd":
        conversations.remember_answer(ONE, name, replace(ANSWER, question=f"Vraag {name}?"))
    given = [conversations.answer(name) for name in "abcd"]
    assert [one.question for one in given if one] == [None, None, "Vraag c?", "Vraag d?"]
    assert [conversations.owner_of(name) for name in "ax"] == [ONE, None]


def test_a_forgotten_conversation_knows_only_that_it_was_forgotten() -> None:
    conversations = Conversations(60)
    conversations.of(ONE).language = "de"
    conversations.remember_answer(ONE, "a", ANSWER)
    conversations.forget(ONE)
    assert conversations.of(ONE).forgotten
    assert conversations.of(ONE).language is None
    assert conversations.answer("a") is None


def test_forgetting_one_conversation_leaves_others_alone() -> None:
    conversations = Conversations(60)
    conversations.remember_answer(TWO, "b", ANSWER)
    conversations.forget(ONE)
    assert conversations.answer("b") == ANSWER
