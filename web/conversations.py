"""What the gateway remembers of conversations: little, in memory only, bounded, and not for long."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from knowledge.schema import Language
from web.tokens import ConversationId

MAX_CONVERSATIONS = 20_000
MAX_ANSWERS_EACH = 50
#: Of older answers the question is not remembered: they can be rated, and that is all.
MAX_QUESTIONS_EACH = 5


@dataclass(frozen=True)
class GivenAnswer:
    """An answer that was given and may be rated."""

    entry: str | None
    language: Language
    status: str = ""
    #: As `Use.site`.
    site: str = ""
    #: What was asked, as it was masked, where editors may see it should the answer be rated down.
    question: str | None = None


@dataclass
class Conversation:
    """One conversation."""

    language: Language | None = None
    #: By answer id, oldest first.
    answers: OrderedDict[str, GivenAnswer] = field(default_factory=OrderedDict)
    forgotten: bool = False
    #: Whether a guided check waits for an answer.
    in_check: bool = False
    used_at: float = 0.0
    #: Turns of one conversation wait for each other.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversations:
    """The conversations of late, least recently used first."""

    def __init__(self, max_age_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._max_age_s = max_age_s
        self._now = now
        self._by_id: OrderedDict[ConversationId, Conversation] = OrderedDict()
        self._owners: dict[str, ConversationId] = {}

    def of(self, conversation_id: ConversationId) -> Conversation:
        """Return what is remembered of a conversation; a fresh memory if nothing is."""
        conversation = self._by_id.setdefault(conversation_id, Conversation())
        conversation.used_at = self._now()
        self._by_id.move_to_end(conversation_id)
        self._expire()
        return conversation

    def remember_answer(self, conversation_id: ConversationId, answer_id: str, answer: GivenAnswer) -> None:
        """Remember an answer, so that it can be rated."""
        answers = self.of(conversation_id).answers
        answers[answer_id] = answer
        self._owners[answer_id] = conversation_id
        if len(answers) > MAX_QUESTIONS_EACH:
            older = list(answers)[-MAX_QUESTIONS_EACH - 1]
            answers[older] = replace(answers[older], question=None)
        while len(answers) > MAX_ANSWERS_EACH:
            oldest, _ = answers.popitem(last=False)
            self._owners.pop(oldest, None)

    def owner_of(self, answer_id: str) -> ConversationId | None:
        """Return the conversation of an answer, if it is still remembered."""
        return self._owners.get(answer_id)

    def answer(self, answer_id: str) -> GivenAnswer | None:
        """Return the answer of this id, if it is still remembered."""
        owner = self._by_id.get(self._owners.get(answer_id, ConversationId("")))
        return owner.answers.get(answer_id) if owner else None

    def forget(self, conversation_id: ConversationId) -> None:
        """Forget all about a conversation but that it was forgotten."""
        conversation = self.of(conversation_id)
        self._drop_answers(conversation)
        conversation.language = None
        conversation.in_check = False
        conversation.forgotten = True

    def _drop_answers(self, conversation: Conversation) -> None:
        for answer_id in conversation.answers:
            self._owners.pop(answer_id, None)
        conversation.answers.clear()

    def _expire(self) -> None:
        limit = self._now() - self._max_age_s
        while self._by_id:
            oldest = next(iter(self._by_id.values()))
            if len(self._by_id) <= MAX_CONVERSATIONS and oldest.used_at >= limit:
                return
            _, dropped = self._by_id.popitem(last=False)
            self._drop_answers(dropped)

    def __len__(self) -> int:
        """Return how many conversations are remembered."""
        return len(self._by_id)
