"""One turn of the chat: from what a browser sent to the messages it shows.

What a user typed is cleaned, told apart from commands and masked before anything else sees it; what the
assistant says is gathered into messages whose buttons are signed for this conversation.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from knowledge.language import DEFAULT_LANGUAGE
from knowledge.privacy import Masked
from knowledge.reply import Reply, ReplyKind
from knowledge.schema import Language
from web import degraded, notices, request_id
from web.conversations import Conversation
from web.languages import spoken_language
from web.limiting import RateLimited
from web.message_text import MAX_CHARS, clean, is_command
from web.problems import Problem
from web.rasa import RasaError, RasaSlow, Vector
from web.rasa_items import UnreadableItems, messages_from_items
from web.schemas import ButtonOut, MessageOut, TurnContext, TurnRequest, TurnResponse
from web.services import Services
from web.tokens import ConversationId, TokenError, TokenExpired

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Turn:
    """What is known of a turn while it is dealt with."""

    conversation: ConversationId
    #: As it came in, so that its age counts from the first turn.
    token: str
    language: Language
    chosen: Language | None
    default: Language
    region: str | None
    context: TurnContext

    def metadata(self) -> dict[str, Any]:
        """Return what Rasa and the actions are told beside the text."""
        return {
            "language": self.chosen,
            "default_language": self.default,
            "region": self.region,
            "role": self.context.role,
            "site": self.context.site,
            request_id.METADATA: request_id.current(),
        }


@dataclass(frozen=True)
class _Said:
    """What is said in a turn, in answer to what."""

    messages: list[MessageOut]
    #: What was typed, as it was masked; None where nobody asked anything in words that may be kept.
    question: str | None = None


class Gateway:
    """Takes turns, with the parts of one service."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def conversation_of(self, token: str) -> ConversationId:
        """Return the conversation of `token`.

        Raises:
            Problem: the token is forged, expired, or its conversation was forgotten.
        """
        try:
            conversation = self._services.tokens.read_conversation(token)
        except TokenExpired as error:
            raise _unauthorised("conversation-expired", "This conversation has ended. Start a new one.") from error
        except TokenError as error:
            raise _unauthorised("conversation-unknown", "This conversation token is not one of ours.") from error
        if await self._services.conversations.is_forgotten(conversation):
            raise _forgotten()
        return conversation

    async def turn(self, request: TurnRequest, accepted: Language | None) -> TurnResponse:
        """Answer one turn.

        Raises:
            Problem: the request cannot be accepted, or there is too much to do.
        """
        text = _checked(request.message) if request.message is not None else None
        is_new = request.conversation is None
        tokens = self._services.tokens
        token = request.conversation or tokens.sign_conversation(tokens.new_conversation())
        # Of a new one there is nothing to look up.
        conversation = tokens.read_conversation(token) if is_new else await self.conversation_of(token)
        payload = self._payload(conversation, request.payload) if request.payload is not None else None
        await self._services.limits.count_turn(conversation)
        async with self._in_order(conversation) as memory, self._services.limits.place():
            if memory.forgotten:
                raise _forgotten()
            turn = _start(request, (conversation, token), memory, text, accepted)
            said = await self._answer(turn, text, payload)
            return await self._respond(turn, memory, said, is_new=is_new)

    async def forget(self, token: str) -> None:
        """Forget the conversation of `token`, after a turn of it that is under way.

        Raises:
            Problem: the token is forged, expired, or its conversation was forgotten; or it cannot be forgotten now.
        """
        conversation = await self.conversation_of(token)
        async with self._in_order(conversation):
            await self._services.forget(conversation)

    @asynccontextmanager
    async def _in_order(self, conversation: ConversationId) -> AsyncIterator[Conversation]:
        patience_s = 2 * self._services.settings.turn_deadline_s
        async with AsyncExitStack() as stack:
            try:
                held = self._services.conversations.turn(conversation, patience_s)
                memory = await stack.enter_async_context(held)
            except TimeoutError as error:
                raise RateLimited("conversation", 3) from error
            yield memory

    def _payload(self, conversation: ConversationId, token: str) -> str:
        try:
            return self._services.tokens.read_payload(conversation, token)
        except TokenExpired as error:
            raise Problem(400, "button-expired", "This button is too old. Ask your question again.") from error
        except TokenError as error:
            raise Problem(400, "button-unknown", "This payload is no button of this conversation.") from error

    async def _answer(self, turn: _Turn, text: str | None, payload: str | None) -> _Said:
        if payload is not None and payload.startswith("/"):
            return _Said(await self._ask_rasa(turn, payload, is_payload=True))
        text = text if text is not None else clean(payload or "")
        if is_command(text):
            return _Said([_message(notices.command(turn.language))])
        masked = self._services.masker.mask(text)
        self._count_personal(masked)
        if masked.only_personal:
            # An address says nothing of the language of who typed it.
            return _Said([_message(notices.refused_personal_data(masked.kinds, turn.chosen or turn.default))])
        assistant = self._services.assistant
        if urgency := assistant.urgent.sign_in(masked.text):
            # Nothing comes before it, and it need not be stored with the conversation.
            return _Said([_message(assistant.urgent_help(urgency, turn.language, masked.text, turn.region))])
        messages = await self._ask_rasa(turn, masked.text, is_payload=False)
        if masked.changed:
            messages.insert(0, _message(notices.masked_personal_data(masked.kinds, turn.language)))
        return _Said(messages, masked.text if payload is None else None)

    async def _ask_rasa(self, turn: _Turn, text: str, *, is_payload: bool) -> list[MessageOut]:
        metrics = self._services.metrics
        started, by = time.perf_counter(), "rasa"
        site = turn.context.site
        vector = None if is_payload else await self._vector_of(text)
        try:
            return messages_from_items(await self._send(turn, text, vector, is_payload=is_payload), turn.language)
        except RasaSlow:
            by = "fallback"
            metrics.rasa_failures.labels("slow").inc()
            question = None if is_payload else text
            return [_message(degraded.fallback(self._services, turn.language, turn.region, site, question))]
        except (RasaError, UnreadableItems) as error:
            by = "search"
            metrics.rasa_failures.labels("gone" if isinstance(error, RasaError) else "unreadable").inc()
            if is_payload:
                return [_message(degraded.answer_payload(self._services, text, turn.language, turn.region, site))]
            return [_message(await degraded.answer_text(self._services, text, turn.language, turn.region, site))]
        finally:
            metrics.turn_seconds.labels(by).observe(time.perf_counter() - started)

    async def _vector_of(self, text: str) -> Vector | None:
        """Return what bot and search both want of `text`; nothing where search is by words alone.

        As for the actions, there is a thread for it however much is searched.

        Raises:
            Overloaded: it takes too long.
        """
        services = self._services
        async with services.limits.in_time():
            found = await services.act_in_thread(services.assistant.vector_of, text)
        return Vector(*found) if found else None

    async def _send(self, turn: _Turn, text: str, vector: Vector | None, *, is_payload: bool) -> list[dict[str, Any]]:
        rasa = self._services.rasa
        if is_payload:
            return await rasa.send_payload(turn.conversation, text, turn.metadata())
        return await rasa.send_text(turn.conversation, text, turn.metadata(), vector)

    def _count_personal(self, masked: Masked) -> None:
        outcome = "refused" if masked.only_personal else "masked"
        for kind in masked.kinds:
            self._services.metrics.personal_data.labels(outcome, str(kind)).inc()

    async def _respond(self, turn: _Turn, memory: Conversation, answer: _Said, *, is_new: bool) -> TurnResponse:
        messages = answer.messages
        said = [message for message in messages if message.kind != ReplyKind.NOTICE]
        language = said[-1].language if said else turn.language
        memory.language = language
        await self._keep(turn, memory, answer, is_new=is_new)
        if is_new and not any(notices.discloses(message.text) for message in messages):
            messages.insert(0, _message(notices.disclosure(language)))
        for message in messages:
            self._services.metrics.replies.labels(message.kind, message.status, message.language).inc()
            message.buttons = [self._signed(turn.conversation, button) for button in message.buttons]
        return TurnResponse(
            conversation=turn.token,
            language=language,
            messages=messages,
        )

    async def _keep(self, turn: _Turn, memory: Conversation, answer: _Said, *, is_new: bool) -> None:
        """Note what is counted and kept of the turn; what was typed into a guided check is not."""
        keeper, question = self._services.keeper, None if memory.in_check else answer.question
        site = keeper.site_of(turn.context.site)
        if is_new:
            keeper.begun(site, memory.language or turn.language)
        if question:
            keeper.unanswered(turn.conversation, site, question, answer.messages)
        given = {}
        for message in answer.messages:
            keeper.replied(site, message)
            if message.kind != ReplyKind.NOTICE:
                given[message.id] = keeper.given(site, message, question)
                # Its outcome has a record, and waits for nothing.
                memory.in_check = message.kind == ReplyKind.FORM and message.record is None
        if given:
            await self._services.conversations.remember(turn.conversation, given)

    def _signed(self, conversation: ConversationId, button: ButtonOut) -> ButtonOut:
        return ButtonOut(title=button.title, payload=self._services.tokens.sign_payload(conversation, button.payload))


def _forgotten() -> Problem:
    return _unauthorised("conversation-forgotten", "This conversation was forgotten. Start a new one.")


def _unauthorised(type_: str, detail: str) -> Problem:
    return Problem(401, type_, detail, {"WWW-Authenticate": "Bearer"})


def _checked(message: str) -> str:
    text = clean(message)
    if not text:
        raise Problem(422, "empty-message", "`message` is empty: type a question.")
    if len(text) > MAX_CHARS:
        detail = f"`message` has {len(text)} characters: at most {MAX_CHARS} are read. Please shorten it."
        raise Problem(422, "message-too-long", detail)
    return text


def _start(
    request: TurnRequest,
    identity: tuple[ConversationId, str],
    memory: Conversation,
    text: str | None,
    accepted: Language | None,
) -> _Turn:
    context = request.context or TurnContext()
    # The words of a command ("/bye") say nothing about the language of who typed it.
    words = None if text is None or is_command(text) else text
    language = spoken_language(chosen=request.language, text=words, last=memory.language, accepted=accepted)
    default = memory.language or accepted or DEFAULT_LANGUAGE
    return _Turn(*identity, language, request.language, default, context.region, context)


def _message(reply: Reply) -> MessageOut:
    return MessageOut.model_validate(reply.to_json())
