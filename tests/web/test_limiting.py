from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.servers import redis_server
from web import limiting
from web.limiting import Limits, Overloaded, RateLimited, Rates, Shared, network_of
from web.shared_redis import connect
from web.tokens import ConversationId

pytestmark = pytest.mark.unit

ONE, TWO = ConversationId("one"), ConversationId("two")


async def test_a_conversation_may_take_its_turns_and_no_more() -> None:
    limits = Limits(Rates("2/minute", "100/minute"), 4)
    await limits.count_turn(ONE)
    await limits.count_turn(ONE)
    with pytest.raises(RateLimited) as error:
        await limits.count_turn(ONE)
    assert error.value.scope == "conversation"
    assert 1 <= int(error.value.headers["Retry-After"]) <= 60
    await limits.count_turn(TWO)


async def test_all_addresses_of_one_home_network_count_together() -> None:
    limits = Limits(Rates("100/minute", "2/minute"), 4)
    await limits.count_address("2001:db8:1:2::1")
    await limits.count_address("2001:db8:1:2:ffff::9")
    with pytest.raises(RateLimited):
        await limits.count_address("2001:db8:1:2::3")
    await limits.count_address("2001:db8:1:3::1")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_counts_by_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


async def test_work_beyond_the_places_waits_and_is_then_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "PATIENCE_S", 0.05)
    limits = Limits(Rates("100/minute", "100/minute"), 1)
    async with limits.place():
        with pytest.raises(Overloaded):
            async with limits.place():
                pytest.fail("there was only one place")
    async with limits.place():
        pass


async def test_a_place_that_comes_free_is_taken_by_who_waits() -> None:
    limits = Limits(Rates("100/minute", "100/minute"), 1)
    done: list[str] = []

    async def work(name: str) -> None:
        async with limits.place():
            await asyncio.sleep(0.02)
            done.append(name)

    await asyncio.gather(work("first"), work("second"))
    assert done == ["first", "second"]


@pytest.mark.servers
async def test_several_processes_count_together_and_while_redis_is_gone_each_for_itself(tmp_path: Path) -> None:
    with redis_server(tmp_path) as server:
        shared = Shared(server.url, "secret")
        first, second = (Limits(Rates("2/minute", "100/minute"), 4, shared) for _ in range(2))
        await first.count_turn(ONE)
        await second.count_turn(ONE)
        for limits in (first, second):
            with pytest.raises(RateLimited):
                await limits.count_turn(ONE)
        await first.count_address("192.0.2.7")
        async with connect(server.url) as client:
            keys = [key async for key in client.scan_iter()]
            assert keys
            assert all([0 < await client.ttl(key) <= 120 for key in keys])
            assert not any("192.0.2.7" in key or "one" in key.split(":") for key in keys)
        server.kill()
        await first.count_turn(ONE)
        await first.count_turn(ONE)
        with pytest.raises(RateLimited):
            await first.count_turn(ONE)
        for limits in (first, second):
            await limits.close()
