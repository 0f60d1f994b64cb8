"""`make lock`: pin what requirements/*.in ask for, with hashes and without the name of any index."""

from __future__ import annotations

import os
from typing import Callable

from setup.commands import Commands
from setup.paths import REQUIREMENTS, ROOT, Settings
from setup.uv import UV, install_uv, uv_environment, uv_works

#: Each input with the Python that it is for; what another constrains comes after it.
INPUTS = (
    ("service", "3.11"),
    ("dev", "3.11"),
    ("milvus", "3.11"),
    ("peers", "3.11"),
    ("clients", "3.11"),
    ("bot", "3.10"),
    ("bot-dev", "3.10"),
    ("tools", "3.9"),
)
OPTIONS = ("--no-emit-index-url", "--no-emit-find-links", "--generate-hashes", "--no-emit-package", "torch")


def lock_all(settings: Settings, say: Callable[[str], None]) -> None:
    """Write every lock anew; `UPGRADE=1` in the environment takes the newest versions that fit.

    Raises:
        SetupError: an input cannot be resolved.
    """
    commands = Commands(settings.state / "log" / "setup")
    if not uv_works():
        install_uv(commands, say)
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    for number, (name, version) in enumerate(INPUTS, 1):
        say(f"[{number}/{len(INPUTS)}] {name}")
        source = (REQUIREMENTS / f"{name}.in").relative_to(ROOT)
        target = source.with_suffix(".txt")
        options = [*OPTIONS, *upgrade, "--python-version", version, "--custom-compile-command", "make lock"]
        if name == "tools":
            options.append("--universal")
        if name == "bot":
            options += ["--override", str((REQUIREMENTS / "bot.overrides").relative_to(ROOT))]
        commands.run(
            f"Locking {name}",
            [UV, "pip", "compile", "--quiet", *options, source, "-o", target],
            environment=uv_environment(),
            log_name=f"lock-{name}",
        )
