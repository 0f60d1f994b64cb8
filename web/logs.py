"""Logs that hold no text of users, no conversation id, no query string and no address."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log that `what` failed: the sort of error and where it came from, but not its message.

    Messages of errors can repeat what a user typed.
    """
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("%s failed: %s at %s", what, type(error).__name__, places or "unknown place")


def configure_logging() -> None:
    """Write logs to standard error; libraries that would log addresses of requests stay quiet."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "uvicorn.access", "rasa_sdk", "sentence_transformers", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
