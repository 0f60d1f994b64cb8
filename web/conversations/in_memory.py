"""Conversations in the memory of this process."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from web.conversations.model import Conversation, GivenAnswer, bounded
from web.tokens import ConversationId

MAX_CONVERSATIONS = 20_000


@dataclass
class _Remembered:
    conversation: Conversation = field(default_factory=Conversation)
    #: By answer id, oldest first.
    answers: dict[str, GivenAnswer] = field(default_factory=dict)
    used_at: float = 0.0
    #: Turns of one conversation wait for each other.
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class InMemoryConversations:
    """The conversations of late, least recently used first."""

    def __init__(self, max_age_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._max_age_s = max_age_s
        self._now = now
        self._by_id: OrderedDict[ConversationId, _Remembered] = OrderedDict()
        self._owners: dict[str, ConversationId] = {}

    @asynccontextmanager
    async def turn(self, conversation_id: ConversationId, patience_s: float) -> AsyncIterator[Conversation]:
        """Hold a conversation for one turn: others of it wait so long.

        Raises:
            TimeoutError: another turn of it took too long.
        """
        remembered = self._of(conversation_id)
        async with asyncio.timeout(patience_s):
            await remembered.lock.acquire()
        try:
            yield remembered.conversation
        finally:
            remembered.lock.release()

    async def is_forgotten(self, conversation_id: ConversationId) -> bool:
        """Tell whether a conversation was forgotten."""
        return self._of(conversation_id).conversation.forgotten

    async def remember(self, conversation_id: ConversationId, answers: Mapping[str, GivenAnswer]) -> None:
        """Remember answers by their id, so that they can be rated."""
        remembered = self._of(conversation_id)
        all_of_it = remembered.answers | dict(answers)
        remembered.answers = dict(bounded(list(all_of_it.items())))
        for answer_id in all_of_it:
            if answer_id in remembered.answers:
                self._owners[answer_id] = conversation_id
            else:
                self._owners.pop(answer_id, None)

    async def answer(self, answer_id: str) -> tuple[ConversationId, GivenAnswer] | None:
        """Return the answer of this id with its conversation, if it is still remembered."""
        owner = self._owners.get(answer_id)
        return (owner, self._by_id[owner].answers[answer_id]) if owner else None

    async def forget(self, conversation_id: ConversationId) -> None:
        """Forget all about a conversation but that it was forgotten."""
        remembered = self._of(conversation_id)
        self._drop_answers(remembered)
        # Whoever holds it for a turn must see it.
        conversation = remembered.conversation
        conversation.language, conversation.in_check, conversation.forgotten = None, False, True

    async def close(self) -> None:
        """Nothing is open."""

    def _of(self, conversation_id: ConversationId) -> _Remembered:
        remembered = self._by_id.setdefault(conversation_id, _Remembered())
        remembered.used_at = self._now()
        self._by_id.move_to_end(conversation_id)
        self._expire()
        return remembered

    def _drop_answers(self, remembered: _Remembered) -> None:
        for answer_id in remembered.answers:
            self._owners.pop(answer_id, None)
        remembered.answers.clear()

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
