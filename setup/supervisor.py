"""`make run`: set up, start both processes, and stop both when the user or a fault ends one."""

from __future__ import annotations

import signal
import time
from typing import Callable

from setup.paths import Settings
from setup.plan import RUN, set_up, with_store
from setup.ports import check_port
from setup.stack import Stack

POLL_S = 0.3
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the product until a signal comes, which raises KeyboardInterrupt here.

    Raises:
        SetupError: set-up failed, a port is taken, or one of the processes ended by itself.
    """
    check_ports(settings)
    set_up(with_store(RUN), settings)
    check_ports(settings)
    stack = Stack(settings, say)
    began = time.monotonic()
    try:
        say("Starting the bot and the service ...")
        stack.start()
        stack.wait_until_ready()
        say(_welcome(settings, time.monotonic() - began))
        while True:
            stack.raise_if_ended()
            time.sleep(POLL_S)
    except KeyboardInterrupt:
        say("Stopping ...")
    finally:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        stack.stop()


def check_ports(settings: Settings) -> None:
    """Raise `SetupError` unless all three ports are free."""
    check_port(settings.host, settings.port, "GRENSWIJZER_PORT")
    check_port("127.0.0.1", settings.internal_port, "GRENSWIJZER_INTERNAL_PORT")
    check_port("127.0.0.1", settings.rasa_port, "GRENSWIJZER_RASA_PORT")


def _welcome(settings: Settings, seconds: float) -> str:
    return (
        f"\nGrenswijzer is ready (started in {seconds:.0f} s):\n"
        f"  {settings.address}/              a school's page with the chat\n"
        f"  {settings.address}/openapi.json  the interface for programs\n"
        "Ctrl-C stops it.\n"
    )


def with_stack(settings: Settings, say: Callable[[str], None], work: Callable[[], int]) -> int:
    """Run `work` while the product runs on `settings`, and stop the product afterwards.

    Raises:
        SetupError: the product could not be started.
    """
    check_ports(settings)
    stack = Stack(settings, say)
    try:
        stack.start()
        stack.wait_until_ready()
        return work()
    finally:
        stack.stop()
