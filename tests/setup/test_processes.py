"""No process outlives what started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from setup.paths import ROOT
from setup.processes import child_environment, start, stop
from tests.support import lives, within

pytestmark = pytest.mark.unit
#: A child that ignores SIGTERM and has a child of its own that does the same; prints both ids.
STUBBORN = "trap '' TERM; sh -c \"trap '' TERM; echo $$ \\$\\$; while :; do sleep 0.1; done\" & wait"


def ids_printed_by(process: subprocess.Popen[bytes]) -> list[int]:
    assert process.stdout
    return [int(word) for word in process.stdout.readline().split()]


def test_stopping_ends_children_of_children_that_ignore_the_request() -> None:
    with start(["sh", "-c", STUBBORN], environment=child_environment(), cwd=ROOT) as process:
        ids = ids_printed_by(process)
        assert len(ids) == 2
        assert all(map(lives, ids))
        stop(process, patience_s=0.5)
    assert within(5, lambda: not any(map(lives, ids)))


def test_stopping_is_quick_where_the_process_obeys() -> None:
    with start(["sleep", "60"], environment=child_environment(), cwd=ROOT) as process:
        began = time.monotonic()
        stop(process, patience_s=30)
    assert process.returncode == -signal.SIGTERM
    assert time.monotonic() - began < 10


def test_stopping_what_has_ended_does_nothing() -> None:
    with start(["true"], environment=child_environment(), cwd=ROOT) as process:
        process.wait()
        stop(process)
    assert process.returncode == 0


def test_a_child_dies_with_a_parent_that_is_killed() -> None:
    code = (
        "import os, time\nfrom pathlib import Path\nfrom setup.processes import *\n"
        "child = start(['sleep', '60'], environment=child_environment(), cwd=Path('/'))\n"
        "print(child.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        child = ids_printed_by(parent)[0]
        assert lives(child)
        parent.kill()
    assert within(5, lambda: not lives(child))


def test_a_child_is_in_a_group_of_its_own_so_that_ctrl_c_reaches_us_alone() -> None:
    with start(["sleep", "60"], environment=child_environment(), cwd=ROOT) as process:
        try:
            assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
        finally:
            stop(process)


def test_a_child_gets_no_telemetry_no_foreign_modules_and_a_home_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "true")
    monkeypatch.setenv("HOME", "/no/such/home")
    environment = child_environment({"OURS": "1"})
    assert "PYTHONPATH" not in environment
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["HOME"].endswith("/.tools/home")
    assert environment["OURS"] == "1"
