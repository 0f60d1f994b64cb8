"""Getting torch without the several gigabytes of CUDA that `pip install torch` brings on Linux."""

from __future__ import annotations

import platform
import re
import sys
from pathlib import Path
from typing import Callable

from setup.commands import Commands
from setup.errors import DISK_FULL, SetupError
from setup.paths import REQUIREMENTS
from setup.uv import IMPATIENT, UV, find_links, uv_environment

WARNING = (
    "Neither a wheel folder nor PyTorch's own index has a CPU build of torch: taking the one of the package index, "
    "which brings about 5 GB of CUDA libraries."
)


def torch_version() -> str:
    """Return the version that requirements/service.in pins."""
    text = (REQUIREMENTS / "service.in").read_text(encoding="utf-8")
    found = re.search(r"^torch==(\S+)", text, re.MULTILINE)
    if not found:
        raise SetupError("requirements/service.in pins no version of torch: add a line like `torch==2.13.0`.")
    return found[1]


def install_torch(python: Path, commands: Commands, say: Callable[[str], None], warn: Callable[[str], None]) -> None:
    """Install torch into the environment of `python`: a CPU build where one can be had.

    Tried in turn: the wheel folders that pip or uv are configured with, PyTorch's CPU index, and the package index,
    before which `warn` tells the user about the size.

    Raises:
        SetupError: no source has it.
    """
    version = torch_version()
    install: list[str | Path] = [UV, "pip", "install", "--python", python]
    folders = find_links()
    attempts = [["--no-deps", "--torch-backend", "cpu", f"torch=={version}"]]
    if folders:
        attempts.insert(0, ["--no-deps", "--no-index", f"torch=={version}+cpu"])
    for attempt in attempts:
        try:
            commands.run(
                "Fetching torch",
                [*install, *attempt],
                say=say,
                environment={**uv_environment(), **IMPATIENT},
                log_name="torch",
            )
        except SetupError as error:
            if DISK_FULL in str(error):
                raise
            continue
        return
    if sys.platform == "linux" and platform.machine() == "x86_64":
        warn(WARNING)
    lock = REQUIREMENTS / "service.txt"
    command: list[str | Path] = [*install, f"torch=={version}", "--constraint", lock]
    commands.run("Fetching torch", command, say=say, environment=uv_environment(), log_name="torch")
