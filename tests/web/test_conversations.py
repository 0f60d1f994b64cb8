"""What is remembered of conversations: the same in memory and in a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from setup.production.redis import Redis
from tests.servers import redis_server
from web.conversations import (
    Conversations,
    GivenAnswer,
    InMemoryConversations,
    RedisConversations,
    in_memory,
    in_redis,
    model,
)
from web.problems import Problem
from web.shared_redis import REST_S, connect
from web.tokens import ConversationId

ONE, TWO = ConversationId("one"), ConversationId("two")
ANSWER = GivenAnswer("work-beside-study", "nl", "answered", "my-school", "Mag ik 'werken'?")


class Watch:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    """A Redis of the machine."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(
    params=[pytest.param("memory", marks=pytest.mark.unit), pytest.param("redis", marks=pytest.mark.servers)]
)
async def conversations(request: pytest.FixtureRequest) -> AsyncIterator[Conversations]:
    """A memory of conversations, empty."""
    if request.param == "memory":
        memory: Conversations = InMemoryConversations(60)
    else:
        client = connect(request.getfixturevalue("redis").url)
        await client.flushdb()
        memory = RedisConversations(client, 60)
    yield memory
    await memory.close()


async def test_a_conversation_keeps_its_language_and_answers(conversations: Conversations) -> None:
    async with conversations.turn(ONE, 1) as conversation:
        conversation.language, conversation.in_check = "de", True
        await conversations.remember(ONE, {"a": ANSWER})
    async with conversations.turn(ONE, 1) as conversation:
        assert (conversation.language, conversation.in_check, conversation.forgotten) == ("de", True, False)
    assert await conversations.answer("a") == (ONE, ANSWER)
    assert await conversations.answer("x") is None


async def test_only_the_last_answers_of_a_conversation_can_be_rated(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MAX_ANSWERS_EACH", 2)
    for name in "abc":
        await conversations.remember(ONE, {name: ANSWER})
    assert [await conversations.answer(name) is None for name in "abc"] == [True, False, False]


async def test_only_of_the_last_answers_the_question_is_remembered(
    conversations: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MAX_QUESTIONS_EACH", 2)
    for name in "abcd":
        await conversations.remember(ONE, {name: replace(ANSWER, question=f"Vraag {name}?")})
    given = [await conversations.answer(name) for name in "abcd"]
    assert [one[1].question for one in given if one] == [None, None, "Vraag c?", "Vraag d?"]


async def test_a_forgotten_conversation_knows_only_that_it_was_forgotten(conversations: Conversations) -> None:
    async with conversations.turn(ONE, 1) as conversation:
        conversation.language = "de"
        await conversations.remember(ONE, {"a": ANSWER})
    assert not await conversations.is_forgotten(ONE)
    await conversations.forget(ONE)
    assert await conversations.is_forgotten(ONE)
    async with conversations.turn(ONE, 1) as conversation:
        assert conversation.forgotten
        assert conversation.language is None
    assert await conversations.answer("a") is None


async def test_forgetting_one_conversation_leaves_others_alone(conversations: Conversations) -> None:
    await conversations.remember(TWO, {"b": ANSWER})
    await conversations.forget(ONE)
    assert await conversations.answer("b") == (TWO, ANSWER)


async def test_what_is_forgotten_during_a_turn_stays_forgotten(conversations: Conversations) -> None:
    async with conversations.turn(ONE, 1) as conversation:
        await conversations.forget(ONE)
        conversation.language = "en"
    assert await conversations.is_forgotten(ONE)


async def test_turns_of_one_conversation_wait_for_each_other_and_not_for_ever(conversations: Conversations) -> None:
    order: list[str] = []

    async def take(name: str, first: asyncio.Event, then: asyncio.Event) -> None:
        await first.wait()
        async with conversations.turn(ONE, 5):
            order.append(f"{name} begins")
            then.set()
            await asyncio.sleep(0.05)
            order.append(f"{name} ends")

    at_once, begun, never = asyncio.Event(), asyncio.Event(), asyncio.Event()
    at_once.set()
    await asyncio.gather(take("one", at_once, begun), take("two", begun, never))
    assert order == ["one begins", "one ends", "two begins", "two ends"]
    async with conversations.turn(ONE, 1):
        with pytest.raises(TimeoutError):
            async with conversations.turn(ONE, 0.05):
                pass
        async with conversations.turn(TWO, 0.05):
            pass


async def test_a_turn_that_fails_lets_the_next_one_in(conversations: Conversations) -> None:
    with pytest.raises(ValueError, match="slip"):
        async with conversations.turn(ONE, 1):
            raise ValueError("slip")
    async with conversations.turn(ONE, 1):
        pass


@pytest.mark.unit
async def test_an_unused_conversation_expires_with_its_answers() -> None:
    watch = Watch()
    conversations = InMemoryConversations(60, watch)
    async with conversations.turn(ONE, 1) as conversation:
        conversation.language = "de"
    await conversations.remember(ONE, {"a": ANSWER})
    watch.now = 61
    await conversations.is_forgotten(TWO)
    assert len(conversations) == 1
    assert await conversations.answer("a") is None
    async with conversations.turn(ONE, 1) as conversation:
        assert conversation.language is None


@pytest.mark.unit
async def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_memory, "MAX_CONVERSATIONS", 3)
    conversations = InMemoryConversations(60)
    for number in range(10):
        await conversations.is_forgotten(ConversationId(str(number)))
    assert len(conversations) == 3


@pytest.mark.servers
async def test_what_one_process_remembers_another_knows(redis: Redis) -> None:
    first, second = (RedisConversations(connect(redis.url), 60) for _ in range(2))
    async with first.turn(ONE, 1) as conversation:
        conversation.language = "de"
        await first.remember(ONE, {"a": ANSWER})
        with pytest.raises(TimeoutError):
            async with second.turn(ONE, 0.05):
                pass
    async with second.turn(ONE, 1) as conversation:
        assert conversation.language == "de"
    assert await second.answer("a") == (ONE, ANSWER)
    await second.forget(ONE)
    assert await first.is_forgotten(ONE)
    for memory in (first, second):
        await memory.close()


@pytest.mark.servers
async def test_who_dies_in_a_turn_lets_the_next_one_in_and_who_is_slow_does_not(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_redis, "LOCK_LASTS_S", 0.4)
    first, second = (RedisConversations(connect(redis.url), 60) for _ in range(2))
    async with first.turn(ONE, 1):
        with pytest.raises(TimeoutError):
            async with second.turn(ONE, 1.0):
                pass
    died = first.turn(TWO, 1)
    await died.__aenter__()
    # What a process that was killed does no longer.
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    async with second.turn(TWO, 2):
        pass
    for memory in (first, second):
        await memory.close()


@pytest.mark.servers
async def test_nothing_is_kept_in_redis_for_longer_than_a_conversation(redis: Redis) -> None:
    client = connect(redis.url)
    await client.flushdb()
    conversations = RedisConversations(client, 60)
    async with conversations.turn(ONE, 1) as conversation:
        conversation.language = "de"
        await conversations.remember(ONE, {"a": ANSWER})
    await conversations.forget(TWO)
    keys = [key async for key in client.scan_iter()]
    assert len(keys) == 4
    assert all([0 < await client.ttl(key) <= 60 for key in keys])
    await conversations.close()


@pytest.mark.servers
async def test_while_redis_is_gone_conversations_go_on_and_forgetting_is_not_promised(tmp_path: Path) -> None:
    watch = Watch()
    with redis_server(tmp_path) as server:
        conversations = RedisConversations(connect(server.url), 60, watch)
        await conversations.remember(ONE, {"a": ANSWER})
        server.kill()
        async with conversations.turn(ONE, 1) as conversation:
            conversation.language = "de"
            await conversations.remember(ONE, {"b": ANSWER})
        async with conversations.turn(ONE, 1) as conversation:
            assert conversation.language == "de"
        assert await conversations.answer("b") == (ONE, ANSWER)
        with pytest.raises(Problem) as refused:
            await conversations.forget(ONE)
        assert refused.value.status == 503
        server.start()
        server.wait_until_ready()
        watch.now += 2 * REST_S
        # What was acknowledged before it died is there again.
        assert await conversations.answer("a") == (ONE, ANSWER)
        await conversations.forget(ONE)
        assert await conversations.is_forgotten(ONE)
        await conversations.close()


@pytest.mark.servers
async def test_the_first_call_after_redis_was_started_again_is_heard(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        conversations = RedisConversations(connect(server.url), 60)
        await conversations.remember(ONE, {"a": ANSWER})
        server.kill()
        server.start()
        server.wait_until_ready()
        await conversations.remember(ONE, {"b": ANSWER})
        other = RedisConversations(connect(server.url), 60)
        assert await other.answer("b") == (ONE, ANSWER)
        for memory in (conversations, other):
            await memory.close()
