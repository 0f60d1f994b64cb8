"""`make eval`: run the evaluation against the product, which is started for it unless it runs already."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from setup.paths import ROOT, SERVICE, Settings
from setup.plan import RUN, set_up
from setup.processes import child_environment
from setup.stack import says_ready
from setup.supervisor import with_stack


def evaluate(settings: Settings) -> bool:
    """Evaluate and tell whether it went well. `ARGS` holds options for `python -m evaluation`."""
    set_up(RUN, settings)
    if says_ready(settings):
        return _evaluate(settings) == 0
    with tempfile.TemporaryDirectory(prefix="grenswijzer-eval-") as state:
        own = on_free_ports(settings, Path(state))
        return with_stack(own, lambda _: None, lambda: _evaluate(own)) == 0


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


def _evaluate(settings: Settings) -> int:
    command = [str(SERVICE / "bin" / "python"), "-m", "evaluation", *os.environ.get("ARGS", "").split()]
    environment = child_environment(
        {
            "GRENSWIJZER_URL": settings.address,
            "GRENSWIJZER_RASA_URL": f"http://127.0.0.1:{settings.rasa_port}",
            "GRENSWIJZER_INTERNAL_PORT": str(settings.internal_port),
        }
    )
    return subprocess.call(command, env=environment, cwd=ROOT)
