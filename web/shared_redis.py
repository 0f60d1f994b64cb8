"""The Redis that several processes of the service share, and what each does while it is gone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

ANSWERS_WITHIN_S = 1.0
#: After Redis failed it is asked again so much later, in seconds.
REST_S = 1.0


def connections_to(url: str, **options: Any) -> ConnectionPool:
    """Return connections to the Redis at `url`: made when they are first used, and without waiting long."""
    pool: ConnectionPool = ConnectionPool.from_url(
        url,
        socket_timeout=ANSWERS_WITHIN_S,
        socket_connect_timeout=ANSWERS_WITHIN_S,
        # A connection from before Redis was started again is replaced at once; where it is gone nobody waits for it.
        retry=Retry(NoBackoff(), 1),
        **options,
    )
    return pool


def connect(url: str) -> Redis:
    """Return a client of the Redis at `url`."""
    return Redis.from_pool(connections_to(url, decode_responses=True))


class Availability:
    """Whether Redis is to be asked: not right after it failed, or each request would wait for it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._rests_until = 0.0

    @property
    def is_given(self) -> bool:
        """Whether to ask it."""
        return self._now() >= self._rests_until

    def note(self, error: RedisError) -> None:
        """Note that it failed."""
        # The message of an error may hold a key, and with it a conversation.
        logger.warning("Redis is gone (%s): this process remembers and counts for itself", type(error).__name__)
        self._rests_until = self._now() + REST_S
