"""How many threads a process calculates with."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.unit
TELL = "import faiss; print(faiss.omp_get_max_threads())"
COMMAND = "import knowledge.cli"
#: Settings that are wrong end the service before it serves.
SERVICE = "from web.__main__ import main; main([])"


def threads(first: str, **settings: str) -> int:
    """How many threads FAISS has for a search in a process that has done `first`."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [sys.executable, "-c", f"{first}; {TELL}"]
    settings["GRENSWIJZER_PORT"] = "none"
    return int(subprocess.run(command, env=kept | settings, check=True, capture_output=True, text=True).stdout)


@pytest.mark.parametrize("first", [COMMAND, SERVICE])
def test_the_command_and_the_service_calculate_in_one_thread_unless_told_otherwise(first: str) -> None:
    assert threads(first) == 1
    assert threads(first, OMP_NUM_THREADS="2") == 2
