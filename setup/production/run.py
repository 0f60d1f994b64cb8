"""`make prod-local`: the production profile on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import time
from typing import Callable

from setup.errors import SetupError
from setup.paths import Settings, read_port
from setup.plan import RUN, set_up, with_store
from setup.ports import check_port
from setup.production.stack import ProductionStack, Size
from setup.supervisor import POLL_S, STOPPING

PORT = "GRENSWIJZER_HTTPS_PORT"
DEFAULT_PORT = "8443"
BOTS, SERVICES = "GRENSWIJZER_BOTS", "GRENSWIJZER_SERVICES"
DEFAULT_COUNT, MAX_COUNT = "2", 16


def prod_local(settings: Settings, say: Callable[[str], None]) -> None:
    """Run it until a signal comes, which raises KeyboardInterrupt here.

    Raises:
        SetupError: set-up failed, a program of the machine is missing, or one of the servers ended by itself.
    """
    port = read_port(PORT, os.environ.get(PORT, DEFAULT_PORT))
    check_port("127.0.0.1", port, PORT)
    stack = ProductionStack(settings.state / "production", port, Size(_count(BOTS), _count(SERVICES)))
    set_up(with_store(RUN), settings)
    try:
        stack.start(say)
        say(_welcome(stack))
        while True:
            stack.raise_if_ended()
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        say("Stopping ...")
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        stack.stop()


def _count(variable: str) -> int:
    text = os.environ.get(variable, DEFAULT_COUNT)
    if text.isascii() and text.isdigit() and 0 < int(text) <= MAX_COUNT:
        return int(text)
    raise SetupError(f"{variable}={text}: choose a number from 1 to {MAX_COUNT}.")


def _welcome(stack: ProductionStack) -> str:
    names = ", ".join(server.name for server in stack.servers)
    return (
        f"\nGrenswijzer is ready: {stack.address}/ (the certificate is this machine's own: the browser will warn)\n"
        f"  running: {names}\n"
        f"  data and logs: {stack.state}\n"
        "Ctrl-C stops it.\n"
    )
