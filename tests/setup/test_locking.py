"""Two set-ups at once in one folder take turns."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from setup.locking import alone
from setup.paths import ROOT

pytestmark = pytest.mark.unit
SECOND = """
import sys
from pathlib import Path
from setup.locking import alone
with alone(Path(sys.argv[1]), lambda text: print(text, flush=True)):
    print("second works", flush=True)
"""


def second(lock: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SECOND, str(lock)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_the_second_says_that_it_waits_and_works_when_the_first_is_done(tmp_path: Path) -> None:
    lock = tmp_path / "deep" / "lock"
    with alone(lock, print):
        process = second(lock)
        assert process.stdout
        assert "Another `make` is setting up this folder" in process.stdout.readline()
        assert process.poll() is None
    assert process.communicate(timeout=20)[0] == "second works\n"


def test_a_lock_that_nobody_holds_is_no_obstacle(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("left behind by a process that died")
    assert second(lock).communicate(timeout=20)[0] == "second works\n"
