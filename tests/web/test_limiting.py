from __future__ import annotations

import asyncio

import pytest

from web import limiting
from web.limiting import Limits, Overloaded, RateLimited, network_of
from web.tokens import ConversationId

pytestmark = pytest.mark.unit

ONE, TWO = ConversationId("one"), ConversationId("two")


async def test_a_conversation_may_take_its_turns_and_no_more() -> None:
    limits = Limits("2/minute", "100/minute", 4)
    await limits.count_turn(ONE)
    await limits.count_turn(ONE)
    with pytest.raises(RateLimited) as error:
        await limits.count_turn(ONE)
    assert error.value.scope == "conversation"
    assert 1 <= int(error.value.headers["Retry-After"]) <= 60
    await limits.count_turn(TWO)


async def test_all_addresses_of_one_home_network_count_together() -> None:
    limits = Limits("100/minute", "2/minute", 4)
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
    limits = Limits("100/minute", "100/minute", 1)
    async with limits.place():
        with pytest.raises(Overloaded):
            async with limits.place():
                pytest.fail("there was only one place")
    async with limits.place():
        pass


async def test_a_place_that_comes_free_is_taken_by_who_waits() -> None:
    limits = Limits("100/minute", "100/minute", 1)
    done: list[str] = []

    async def work(name: str) -> None:
        async with limits.place():
            await asyncio.sleep(0.02)
            done.append(name)

    await asyncio.gather(work("first"), work("second"))
    assert done == ["first", "second"]
