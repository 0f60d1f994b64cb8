"""Logs that hold no text of users, no conversation id, no query string and no address."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

from web import request_id

Format = Literal["text", "json"]
_FIELDS = {"asctime": "time", "levelname": "level", "name": "logger", "request_id": "request"}


def log_failure(logger: logging.Logger, what: str, error: BaseException) -> None:
    """Log that `what` failed: the sort of error and where it came from, but not its message.

    Messages of errors can repeat what a user typed.
    """
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    logger.error("%s failed: %s at %s", what, type(error).__name__, places or "unknown place")


class _WithRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        """Name the request in `record`, and let it through."""
        record.request_id = request_id.current()
        return True


def configure_logging(form: Format = "text") -> None:
    """Write logs to standard error, each line with its request; libraries that would log addresses stay quiet."""
    handler = logging.StreamHandler()
    handler.addFilter(_WithRequestId())
    line = "%(asctime)s %(levelname)s %(name)s %(request_id)s: %(message)s"
    handler.setFormatter(logging.Formatter(line) if form == "text" else JsonFormatter(line, rename_fields=_FIELDS))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("httpx", "httpcore", "uvicorn.access", "rasa_sdk", "sentence_transformers", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
