"""Limits of load: per conversation, per network address, and on all work together."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, get_args

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from web.problems import Problem
from web.shared_redis import Availability, connections_to
from web.tokens import ConversationId

Scope = Literal["conversation", "address", "sign-in", "session", "concurrent"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
#: How long a turn waits, in seconds, for its place and for a thread, before it is turned away.
PATIENCE_S = 2.0


class RateLimited(Problem):
    """Too much of one conversation or address."""

    def __init__(self, scope: Scope, retry_after_s: int) -> None:
        detail = f"Too many requests at once. Try again in {retry_after_s} seconds."
        super().__init__(429, "too-many-requests", detail, {"Retry-After": str(retry_after_s)})
        self.scope = scope


class Overloaded(Problem):
    """More work than the service may do at the same time, whoever asks for it."""

    def __init__(self) -> None:
        super().__init__(429, "busy", "The assistant is very busy. Try again in a few seconds.", {"Retry-After": "5"})


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


@dataclass(frozen=True)
class Rates:
    """How often what may be done, as `20/minute`."""

    conversation: str
    address: str
    sign_in: str = "20/minute"
    session: str = "600/minute"


@dataclass(frozen=True)
class Shared:
    """Where several processes count together, and the secret that they share."""

    redis_url: str
    secret: str


class Limits:
    """Counts requests in a window that slides; addresses are kept as keyed hashes, for no longer than the window.

    Two counters per key, weighted by how far the window has slid: an exact window would keep the time of each request,
    and look through all of them at each.
    """

    def __init__(
        self,
        rates: Rates,
        concurrent: int,
        shared: Shared | None = None,
        turned_away: Callable[[Scope], object] = lambda _: None,
    ) -> None:
        """Count in this process, or where `shared` says; in this process too while that is gone.

        `turned_away`: called with the limit each time that one turns a request away.
        """
        self._rates: dict[Scope, RateLimitItem] = {
            "conversation": parse(rates.conversation),
            "address": parse(rates.address),
            "sign-in": parse(rates.sign_in),
            "session": parse(rates.session),
        }
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._connections = connections_to(shared.redis_url) if shared else None
        self._together = _together(shared.redis_url, self._connections) if shared and self._connections else None
        self._available = Availability()
        self._places = asyncio.Semaphore(concurrent)
        self._turned_away = turned_away
        #: How many of the places for work are taken.
        self.at_work = 0
        self._key = hashlib.sha256(shared.secret.encode()).digest() if shared else secrets.token_bytes(32)

    async def count_address(self, address: str) -> None:
        """Count a request of `address`.

        Raises:
            RateLimited: it made too many.
        """
        await self._count("address", self._digest(network_of(address)))

    async def count_sign_in(self, address: str) -> None:
        """Count a try of `address` to sign in.

        Raises:
            RateLimited: it made too many.
        """
        await self._count("sign-in", self._digest(network_of(address)))

    async def count_session(self, token: str) -> None:
        """Count a request of the session of `token`, of which there is one.

        Raises:
            RateLimited: it made too many.
        """
        await self._count("session", self._digest(token))

    async def count_turn(self, conversation: ConversationId) -> None:
        """Count a turn of `conversation`.

        Raises:
            RateLimited: it took too many.
        """
        await self._count("conversation", self._digest(conversation))

    async def close(self) -> None:
        """Let go of connections."""
        if self._connections:
            await self._connections.aclose()

    def _digest(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._key, digest_size=12).hexdigest()

    async def _count(self, scope: Scope, key: str) -> None:
        if self._together and self._available.is_given:
            try:
                await self._count_with(self._together, scope, key)
            except RedisError as error:
                self._available.note(error)
            else:
                return
        await self._count_with(self._own, scope, key)

    async def _count_with(self, limiter: SlidingWindowCounterRateLimiter, scope: Scope, key: str) -> None:
        rate = self._rates[scope]
        if not await limiter.hit(rate, scope, key):
            self._turned_away(scope)
            stats = await limiter.get_window_stats(rate, scope, key)
            raise RateLimited(scope, max(1, math.ceil(stats.reset_time - time.time())))

    @asynccontextmanager
    async def in_time(self) -> AsyncIterator[None]:
        """Give up what takes so long that all that comes after it would come too late.

        Raises:
            Overloaded: it was given up.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                yield
        except TimeoutError as error:
            self._turned_away("concurrent")
            raise Overloaded from error

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold one of the places for work, waiting a moment for it.

        Raises:
            Overloaded: none came free.
        """
        async with self.in_time():
            await self._places.acquire()
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1
            self._places.release()


def _together(redis_url: str, connections: ConnectionPool) -> SlidingWindowCounterRateLimiter:
    options: dict[str, Any] = {
        "implementation": "redispy",
        "key_prefix": "grenswijzer:limit",
        "connection_pool": connections,
    }
    return SlidingWindowCounterRateLimiter(RedisStorage(f"async+{redis_url}", **options))
