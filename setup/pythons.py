"""Finding a Python of a given version: on PATH, under pyenv, or through uv."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from setup.commands import Commands
from setup.errors import SetupError
from setup.paths import TOOLS, home
from setup.processes import child_environment
from setup.uv import IMPATIENT, UV, uv_environment

_PROBE = "import sys, ssl, sqlite3, venv; print(sys.version.split()[0]); print(sys.executable)"
PROBE_TIMEOUT_S = 20


def find_python(version: str, commands: Commands) -> Path:
    """Return a working interpreter of `version` (as "3.10").

    Raises:
        SetupError: there is none, and none can be had.
    """
    for candidate in _candidates(version):
        found = probe(candidate, version)
        if found:
            return found
    with suppress(SetupError):
        commands.run(
            f"Fetching Python {version}",
            [UV, "python", "install", "--no-bin", version],
            environment={**uv_environment(), **IMPATIENT},
            log_name=f"python-{version}",
        )
    found = _managed(version)
    if found:
        return found
    raise SetupError(
        f"Python {version} is needed and was not found: install it so that `python{version}` is on PATH, "
        f"or run `pyenv install {version}`, or connect to the internet so that uv can fetch it."
    )


def probe(candidate: Path | str, version: str) -> Path | None:
    """Run `candidate` and return its real path if it works and is of `version`; a shim may exist and yet fail."""
    try:
        result = subprocess.run(
            [str(candidate), "-c", _PROBE],
            capture_output=True,
            text=True,
            timeout=PROBE_TIMEOUT_S,
            env=child_environment(),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    lines = result.stdout.split("\n")
    if result.returncode or not lines[0].startswith(version + "."):
        return None
    return Path(lines[1])


def _candidates(version: str) -> Iterator[Path | str]:
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    if sys.version_info[:2] == tuple(int(part) for part in version.split(".")):
        yield sys.executable
    for root in _pyenv_roots():
        versions = sorted(root.glob(f"versions/{version}.*/bin/python"), key=_patch, reverse=True)
        yield from versions


def _pyenv_roots() -> Iterator[Path]:
    seen = set()
    roots = [os.environ.get("PYENV_ROOT", ""), _pyenv_says(), str(home() / ".pyenv")]
    for root in roots:
        if root and root not in seen:
            seen.add(root)
            yield Path(root)


def _pyenv_says() -> str:
    if not shutil.which("pyenv"):
        return ""
    try:
        result = subprocess.run(["pyenv", "root"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S607
    except (OSError, subprocess.SubprocessError):
        return ""
    return result.stdout.strip()


def _patch(path: Path) -> tuple[int, ...]:
    name = path.parent.parent.name
    return tuple(int(part) for part in name.split(".") if part.isdigit())


def _managed(version: str) -> Path | None:
    """Return the interpreter that uv fetched into the project, if there is one."""
    for path in sorted((TOOLS / "python").glob(f"cpython-{version}.*/bin/python{version}"), reverse=True):
        found = probe(path, version)
        if found:
            return found
    return None
