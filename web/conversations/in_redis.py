"""Conversations in Redis, for several processes: whichever of them takes a turn knows what the last one did.

While Redis is gone each process remembers for itself, so that conversations go on; only forgetting waits for it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from typing import Any, TypeVar, cast

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from knowledge.schema import LANGUAGES, Language
from web.conversations.in_memory import InMemoryConversations
from web.conversations.model import Conversation, GivenAnswer, bounded
from web.problems import Problem
from web.shared_redis import Availability
from web.tokens import ConversationId

logger = logging.getLogger(__name__)
T = TypeVar("T")

PREFIX = "grenswijzer:"
#: Whoever holds a conversation says so again before this time is over: one who died lets the next turn in.
LOCK_LASTS_S = 4.0
LOCK_POLL_S = 0.02


class RedisConversations:
    """The conversations of late; Redis drops each after `max_age_s` without a turn."""

    def __init__(self, redis: Redis, max_age_s: float, now: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._max_age_s = int(max_age_s)
        self._alone = InMemoryConversations(max_age_s)
        self._available = Availability(now)

    @asynccontextmanager
    async def turn(self, conversation_id: ConversationId, patience_s: float) -> AsyncIterator[Conversation]:
        """Hold a conversation for one turn: others of it wait so long; what changes of it is remembered at the end.

        Raises:
            TimeoutError: another turn of it took too long.
        """
        lock = self._redis.lock(
            _key("lock", conversation_id), timeout=LOCK_LASTS_S, sleep=LOCK_POLL_S, blocking_timeout=patience_s
        )
        held = await self._try(lambda: self._hold(lock, conversation_id))
        if held is None:
            async with self._alone.turn(conversation_id, patience_s) as conversation:
                yield conversation
            return
        holding = asyncio.create_task(self._hold_on(lock))
        try:
            yield held
            await self._try(lambda: self._write(conversation_id, held))
        finally:
            holding.cancel()
            await self._try(lambda: _release(lock))

    async def is_forgotten(self, conversation_id: ConversationId) -> bool:
        """Tell whether a conversation was forgotten."""
        found = await self._try(lambda: self._read(conversation_id))
        return found.forgotten if found else await self._alone.is_forgotten(conversation_id)

    async def remember(self, conversation_id: ConversationId, answers: Mapping[str, GivenAnswer]) -> None:
        """Remember answers by their id, so that they can be rated."""
        if not await self._try(lambda: self._remember(conversation_id, answers)):
            await self._alone.remember(conversation_id, answers)

    async def answer(self, answer_id: str) -> tuple[ConversationId, GivenAnswer] | None:
        """Return the answer of this id with its conversation, if it is still remembered."""
        return await self._try(lambda: self._answer(answer_id)) or await self._alone.answer(answer_id)

    async def forget(self, conversation_id: ConversationId) -> None:
        """Forget all about a conversation but that it was forgotten.

        Raises:
            Problem: Redis is gone, and what it holds with it; to be tried again.
        """
        await self._alone.forget(conversation_id)
        try:
            await self._forget(conversation_id)
        except RedisError as error:
            self._available.note(error)
            detail = "The conversation cannot be forgotten just now. Try again in a minute."
            raise Problem(503, "busy", detail, {"Retry-After": "60"}) from error

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def _try(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Return what Redis says; None while it is gone."""
        if not self._available.is_given:
            return None
        try:
            return await work()
        except RedisError as error:
            self._available.note(error)
            return None

    async def _hold(self, lock: Lock, conversation_id: ConversationId) -> Conversation:
        if not await lock.acquire():
            raise TimeoutError
        return await self._read(conversation_id)

    async def _hold_on(self, lock: Lock) -> None:
        while True:
            await asyncio.sleep(LOCK_LASTS_S / 4)
            with suppress(LockError):
                await self._try(lambda: lock.extend(LOCK_LASTS_S, replace_ttl=True))

    async def _read(self, conversation_id: ConversationId) -> Conversation:
        found = await _answer(self._redis.hgetall(_key("conversation", conversation_id)))
        language = found.get("language")
        return Conversation(
            cast("Language", language) if language in LANGUAGES else None,
            bool(found.get("forgotten")),
            bool(found.get("in_check")),
        )

    async def _write(self, conversation_id: ConversationId, conversation: Conversation) -> None:
        key = _key("conversation", conversation_id)
        # What was forgotten meanwhile stays so: that field is not written.
        fields: dict[Any, Any] = {
            "language": conversation.language or "",
            "in_check": "1" if conversation.in_check else "",
        }
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(key, mapping=fields)
            pipeline.expire(key, self._max_age_s)
            await pipeline.execute()

    async def _remember(self, conversation_id: ConversationId, answers: Mapping[str, GivenAnswer]) -> bool:
        kept = bounded([*await self._answers(conversation_id), *answers.items()])
        text = json.dumps([(answer_id, asdict(answer)) for answer_id, answer in kept])
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.set(_key("answers", conversation_id), text, ex=self._max_age_s)
            for answer_id in answers:
                pipeline.set(_key("owner", answer_id), conversation_id, ex=self._max_age_s)
            await pipeline.execute()
        return True

    async def _answers(self, conversation_id: ConversationId) -> list[tuple[str, GivenAnswer]]:
        text = await _answer(self._redis.get(_key("answers", conversation_id)))
        return [(answer_id, GivenAnswer(**given)) for answer_id, given in json.loads(text or "[]")]

    async def _answer(self, answer_id: str) -> tuple[ConversationId, GivenAnswer] | None:
        owner = await _answer(self._redis.get(_key("owner", answer_id)))
        given = dict(await self._answers(owner)).get(answer_id) if owner else None
        return (ConversationId(owner), given) if given else None

    async def _forget(self, conversation_id: ConversationId) -> None:
        owners = [_key("owner", answer_id) for answer_id, _ in await self._answers(conversation_id)]
        key = _key("conversation", conversation_id)
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.delete(*owners, _key("answers", conversation_id), key)
            pipeline.hset(key, "forgotten", "1")
            pipeline.expire(key, self._max_age_s)
            await pipeline.execute()


async def _release(lock: Lock) -> None:
    try:
        await lock.release()
    except LockError:
        logger.warning("a turn took longer than its lock")


def _key(kind: str, name: str) -> str:
    return f"{PREFIX}{kind}:{name}"


async def _answer(answer: Any) -> Any:
    """Return what Redis answers: in its types the library's two clients are one."""
    return await answer
