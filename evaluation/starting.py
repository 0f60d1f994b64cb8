"""Start the product for the evaluation alone, on free ports, and stop it afterwards."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import deque
from collections.abc import Callable
from pathlib import Path

from evaluation.errors import StartFailed
from setup.builds import rasa_model
from setup.errors import SetupError
from setup.evaluating import on_free_ports
from setup.paths import Settings, read_settings
from setup.supervisor import with_stack

KEPT_LINES = 20
#: One evaluation asks more from one address, and goes deeper into one conversation, than people do.
_LIMITS = ("GRENSWIJZER_RATE_ADDRESS", "GRENSWIJZER_RATE_CONVERSATION")
_HIGH = "100000/minute"


def with_own_stack(work: Callable[[str, int], None]) -> None:
    """Run `work` with the address of a product of its own and the port of its Rasa server.

    Its limits of requests are lifted, unless the environment sets them.

    Raises:
        StartFailed: something is not built, or does not start.
    """
    if not rasa_model().is_file():
        raise StartFailed("The bot is not trained for the files as they are: run `make build` first.")
    lift_limits()
    # Ended from outside it must stop what it started, as it does at Ctrl-C.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    lines: deque[str] = deque(maxlen=KEPT_LINES)
    with tempfile.TemporaryDirectory(prefix="grenswijzer-evaluation-") as state:
        try:
            settings = on_free_ports(read_settings(), Path(state))
            with_stack(settings, lines.append, lambda: _perform(work, settings))
        except SetupError as error:
            raise StartFailed("\n".join([*lines, str(error)])) from error


def lift_limits() -> None:
    """Let what is started from now on take any number of requests, unless the environment says how many."""
    for variable in _LIMITS:
        os.environ.setdefault(variable, _HIGH)


def _perform(work: Callable[[str, int], None], settings: Settings) -> int:
    work(settings.address, settings.rasa_port)
    return 0
