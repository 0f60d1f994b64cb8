"""What is kept of turns, beside them: counts, questions that got no answer, ratings. It never holds a turn up.

Kept of a question is the masked text, and only where somebody typed it as a question: nothing of urgent help, of
refused messages, of small talk, and of what was typed into a guided check.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence

from knowledge.assistant import Assistant
from knowledge.reply import ReplyKind, ReplyStatus
from knowledge.schema import Language
from web.conversations import GivenAnswer
from web.metrics import Metrics
from web.schemas import FeedbackRequest, MessageOut
from web.settings import Settings
from web.stores import FeedbackStore, Question, QuestionStore, Rating, UsageStore, Use
from web.stores.usage import BEGUN, Source
from web.stores.writer import Writer
from web.tokens import ConversationId, Tokens

#: The page without JavaScript is a site of its own.
PLAIN: Source = "plain"
OTHER = "other"
#: What is written while nobody waits for it, as it is counted where it cannot be.
QUESTION, USAGE = "question", "usage"
#: Counts and ratings are kept for so many days: a year, and what it is compared with.
KEPT_DAYS = 400
UNANSWERED = frozenset({ReplyStatus.CLARIFIED, ReplyStatus.HANDOVER_NOTHING_FOUND, ReplyStatus.FALLBACK_ERROR})
ANSWERED = frozenset(
    {ReplyStatus.ANSWERED, ReplyStatus.ANSWERED_WITH_OLDER_RULE, ReplyStatus.ANSWERED_FROM_OWN_DOCUMENT}
)


class Keeper:
    """Keeps it, in the stores of one service."""

    def __init__(self, settings: Settings, assistant: Assistant, tokens: Tokens, metrics: Metrics) -> None:
        self._settings = settings
        self._assistant = assistant
        self._tokens = tokens
        self.usage = UsageStore(settings.tables_in("usage.db"))
        self.questions = QuestionStore(settings.tables_in("questions.db"))
        self.feedback = FeedbackStore(settings.tables_in("feedback.db"))
        self.writer = Writer(metrics.unwritten)
        for what in (QUESTION, USAGE):
            # Shown as 0 until it happens.
            metrics.unwritten.labels(what)

    def site_of(self, site: str | None) -> str:
        """Return the name that `site` is counted under: anybody can send any name, and few are known."""
        if not site:
            return ""
        name = site.casefold()
        return name if name == PLAIN or name in self._assistant.site.names else OTHER

    def begun(self, site: str, language: Language) -> None:
        """Count a conversation that began on `site`, as `site_of` tells it."""
        self._count(site, language, BEGUN)

    def replied(self, site: str, message: MessageOut) -> None:
        """Count a reply of the assistant; what it says beside one, such as what it is, is none."""
        if message.kind != ReplyKind.NOTICE or message.status != ReplyStatus.SMALL_TALK:
            self._count(site, message.language, message.kind, message.status, message.entry)

    def _count(self, site: str, language: Language, kind: str, status: str = "", entry: str | None = None) -> None:
        known = self._assistant.entries.get(entry) if entry else None
        topic = str(known.topics[0]) if known else ""
        day = self._assistant.today()
        source: Source = PLAIN if site == PLAIN else "chat"
        self.usage.count(Use(day, site, language, topic, entry or "", str(kind), str(status), source))

    def given(self, site: str, message: MessageOut, question: str | None) -> GivenAnswer:
        """Return what is remembered of `message`, so that it can be rated.

        `question`: what it answers, as it was masked; None where that is not for editors.
        """
        keeps = self._settings.question_days > 0 and message.status in ANSWERED | UNANSWERED
        return GivenAnswer(message.entry, message.language, str(message.status), site, question if keeps else None)

    def unanswered(self, conversation: ConversationId, site: str, question: str, said: Sequence[MessageOut]) -> None:
        """Keep `question`, as it was masked, where what was `said` answers it nowhere."""
        if self._settings.question_days == 0 or any(message.status in ANSWERED for message in said):
            return
        message = next((message for message in said if _leaves_open(message)), None)
        if message:
            given = GivenAnswer(message.entry, message.language, str(message.status), site, question)
            self._keep(conversation, message.id, given, rated_down=False)

    def _keep(self, conversation: ConversationId, answer: str, given: GivenAnswer, *, rated_down: bool) -> None:
        if not any(character.isalpha() for character in given.question or ""):
            return
        question = Question(
            answer, given.question or "", given.language, self._assistant.today(), given.site, given.status,
            given.entry, rated_down, *self._owner(conversation),
        )  # fmt: skip
        self.writer.later(QUESTION, self.questions.save, question)

    def _owner(self, conversation: ConversationId) -> tuple[str, float]:
        return self._tokens.owner(conversation), time.time() + self._settings.retention_s

    async def rated(
        self, conversation: ConversationId, given: GivenAnswer, request: FeedbackRequest, comment: str | None
    ) -> None:
        """Keep a rating of an answer, with its masked `comment`, and the question where it is a bad one."""
        day, answer = self._assistant.today(), request.answer
        owner = self._owner(conversation)
        rating = Rating(answer, request.rating, comment, given.entry, given.language, day, *owner)
        is_down = request.rating == "down"
        if given.question and (is_down or given.status in UNANSWERED):
            self._keep(conversation, answer, given, rated_down=is_down)
        elif given.question:
            self.writer.later(QUESTION, self.questions.remove, answer)
        await self.writer.now(self.feedback.save, rating)

    async def forget(self, conversation: ConversationId) -> None:
        """Delete what is kept of `conversation`, also of what is still to be written."""
        owner = self._tokens.owner(conversation)

        def delete() -> None:
            self.questions.forget(owner)
            self.feedback.forget(owner)

        await self.writer.now(delete)

    async def sweep(self) -> None:
        """Delete what was kept long enough, and make what is left of ended conversations nobody's."""
        today, now = self._assistant.today(), time.time()
        # With 0 days today's go too: those from before the setting was changed.
        oldest = today - dt.timedelta(days=self._settings.question_days - 1)

        def delete() -> None:
            self.usage.flush()
            for store in (self.questions, self.feedback):
                store.disown(now)
            self.questions.expire(oldest)
            for counts in (self.feedback, self.usage):
                counts.expire(today - dt.timedelta(days=KEPT_DAYS))

        await self.writer.now(delete)

    def flush(self) -> None:
        """Have what was counted written soon."""
        self.writer.later(USAGE, self.usage.flush)

    def close(self) -> None:
        """Write what is still to be written, and close the files. Blocks for as long as that takes."""
        self.flush()
        self.writer.close()
        for store in (self.usage, self.questions, self.feedback):
            store.close()


def _leaves_open(message: MessageOut) -> bool:
    """Tell whether `message` says that a question got no answer; "ask it in other words" is none for a question."""
    if message.status == ReplyStatus.CLARIFIED:
        return any(button.payload.startswith("/choose") for button in message.buttons)
    return message.status in UNANSWERED
