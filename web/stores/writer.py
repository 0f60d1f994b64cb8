"""Writes beside the turns: one after the other, in the order they were asked for, in a thread of their own."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from prometheus_client import Counter

from web.logs import log_failure

logger = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")

#: Where a database is locked or a disk is slow no more than so many writes wait; others are not made.
MAX_WAITING = 500


class Writer:
    """The thread. What is asked for by one thread, the event loop's, is done in that order."""

    def __init__(self, failures: Counter) -> None:
        """`failures`: counts what could not be written, by its name."""
        self._failures = failures
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="write")
        self._places = threading.BoundedSemaphore(MAX_WAITING)

    def later(self, what: str, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Do `work` soon. Nobody waits for it, and a failure is counted and logged without what it was about."""
        if not self._places.acquire(blocking=False):
            self._failures.labels(what).inc()
            return

        def safely() -> None:
            try:
                work(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - a full disk must not end the writing for good
                self._failures.labels(what).inc()
                log_failure(logger, what, error)
            finally:
                self._places.release()

        self._thread.submit(safely)

    async def now(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do `work` after all that was asked for before, and return what it returns, or raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(*args, **kwargs))

    def close(self) -> None:
        """Do what is still waiting, and end."""
        self._thread.shutdown(wait=True)
