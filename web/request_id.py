"""One name for a request in the logs of nginx, the service and the bot. It says nothing of who asked or what."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
#: The key under which a turn carries it to Rasa, and Rasa to the action.
METADATA = "request"
_FORM = re.compile(r"[0-9a-f]{16,64}")
_current: ContextVar[str] = ContextVar("request_id", default="-")


def current() -> str:
    """Return the id of the request that is dealt with here, `-` where there is none."""
    return _current.get()


def take(given: object) -> str:
    """Make `given`, or where that is no id a new one, the id of this request; return it."""
    request_id = given if isinstance(given, str) and _FORM.fullmatch(given) else secrets.token_hex(16)
    _current.set(request_id)
    return request_id
