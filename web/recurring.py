"""Work that goes on beside the requests."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from prometheus_client import Counter

from knowledge.loading import KnowledgeError
from web.logs import log_failure

logger = logging.getLogger(__name__)


async def regularly(seconds: float, what: str, work: Callable[[], Awaitable[object]], failures: Counter) -> None:
    """Do `work` now and again, `seconds` after it ended; one that fails is logged and counted as `what`."""
    # Shown as 0 until it happens.
    failed = failures.labels(what)
    while True:
        try:
            await work()
        except KnowledgeError as error:
            failed.inc()
            logger.error("%s: %s", what, error)  # noqa: TRY400 - a sentence for the operator, not a traceback
        except Exception as error:  # noqa: BLE001 - the next round may work
            failed.inc()
            log_failure(logger, what, error)
        await asyncio.sleep(seconds)
