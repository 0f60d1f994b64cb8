"""`make eval`: run the evaluation; and the ports for a product that runs beside another."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from dataclasses import replace
from pathlib import Path

from setup.paths import ROOT, SERVICE, Settings
from setup.plan import RUN, set_up
from setup.processes import child_environment


def evaluate(settings: Settings) -> bool:
    """Evaluate and tell whether it went well. `ARGS` in the environment holds options for `python -m evaluation`.

    Unless they name an address, the evaluation starts a product of its own, whose limits it can lift.
    """
    set_up(RUN, settings)
    options = shlex.split(os.environ.get("ARGS", ""))
    if not any(option.startswith(("--url", "--start", "--help")) for option in options):
        options.append("--start")
    command = [str(SERVICE / "bin" / "python"), "-m", "evaluation", *options]
    return subprocess.call(command, env=child_environment(), cwd=ROOT) == 0


def on_free_ports(settings: Settings, state: Path) -> Settings:
    """Return `settings` with ports that are free now, on loopback, and a state folder of its own."""
    public, internal, rasa = _free_ports(3)
    return replace(settings, host="127.0.0.1", port=public, internal_port=internal, rasa_port=rasa, state=state)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()
