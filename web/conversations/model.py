"""What is remembered of a conversation, and what whoever remembers it must do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from knowledge.schema import Language
from web.tokens import ConversationId

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
    """One conversation, as it is between two turns."""

    language: Language | None = None
    forgotten: bool = False
    #: Whether a guided check waits for an answer.
    in_check: bool = False


class Conversations(Protocol):
    """The conversations of late."""

    def turn(self, conversation_id: ConversationId, patience_s: float) -> AbstractAsyncContextManager[Conversation]:
        """Hold a conversation for one turn: others of it wait so long; what changes of it is remembered at the end.

        Raises:
            TimeoutError: another turn of it took too long.
        """
        ...

    async def is_forgotten(self, conversation_id: ConversationId) -> bool:
        """Tell whether a conversation was forgotten."""
        ...

    async def remember(self, conversation_id: ConversationId, answers: Mapping[str, GivenAnswer]) -> None:
        """Remember answers by their id, so that they can be rated."""
        ...

    async def answer(self, answer_id: str) -> tuple[ConversationId, GivenAnswer] | None:
        """Return the answer of this id with its conversation, if it is still remembered."""
        ...

    async def forget(self, conversation_id: ConversationId) -> None:
        """Forget all about a conversation but that it was forgotten."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def bounded(answers: Sequence[tuple[str, GivenAnswer]]) -> list[tuple[str, GivenAnswer]]:
    """Return what is remembered of the answers of one conversation, oldest first."""
    kept = list(answers)[-MAX_ANSWERS_EACH:]
    older = len(kept) - MAX_QUESTIONS_EACH
    return [
        (answer_id, replace(answer, question=None) if number < older else answer)
        for number, (answer_id, answer) in enumerate(kept)
    ]
