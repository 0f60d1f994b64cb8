"""`make audit`: look up known findings of everything in the locks, and of what the widget is built from."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from setup.commands import Commands
from setup.errors import SetupError
from setup.paths import REQUIREMENTS, ROOT, Settings
from setup.processes import child_environment
from setup.uv import UV, install_uv, uv_environment, uv_works

#: One finding a line: its id, and the reason why it is accepted behind a `#`.
ACCEPTED = REQUIREMENTS / "accepted-findings"
WIDGET = ROOT / "web" / "widget"


def accepted_findings(path: Path = ACCEPTED) -> list[str]:
    """Return the ids of the findings that are accepted.

    Raises:
        SetupError: one stands there without a reason.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        name, _, reason = (part.strip() for part in line.partition("#"))
        if name and not reason:
            raise SetupError(f"{path}:{number}: say behind a # why {name} is accepted.")
        found += [name] if name else []
    return found


def audit(settings: Settings) -> bool:
    """Look all of it up; tell whether all was looked up and nothing was found but what is accepted.

    Raises:
        SetupError: npm or uv is missing, or an accepted finding has no reason.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("npm is missing: install Node 18 or newer, for example with `apt-get install nodejs npm`.")
    ignored = [f"--ignore-vuln={name}" for name in accepted_findings()]
    if not uv_works():
        install_uv(Commands(settings.state / "log" / "setup"), print)
    passed = True
    for lock in sorted(REQUIREMENTS.glob("*.txt")):
        print(lock.relative_to(ROOT), flush=True)  # noqa: T201 - before the words of the tool
        # Strict: what could not be looked up is no pass.
        command: list[str | Path] = [
            UV,
            "tool",
            "run",
            "pip-audit",
            "--strict",
            "--disable-pip",
            "--require-hashes",
            "-r",
            lock,
            *ignored,
        ]
        passed = subprocess.call(command, env=child_environment(uv_environment()), cwd=ROOT) == 0 and passed
    print("web/widget", flush=True)  # noqa: T201
    return subprocess.call([npm, "audit", "--omit=dev"], env=child_environment(), cwd=WIDGET) == 0 and passed
