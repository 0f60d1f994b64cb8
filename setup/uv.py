"""The installer: fetched with pip into the project, and told what pip is configured with."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Callable

from setup.commands import Commands
from setup.errors import SetupError
from setup.paths import REQUIREMENTS, TOOLS, home
from setup.processes import child_environment
from setup.stamps import content_hash, forget, matches, note

FOLDER = TOOLS / "uv"
UV = FOLDER / "bin" / "uv"
LOCK = REQUIREMENTS / "tools.txt"
#: For a source that may well not be there: it is given up soon.
IMPATIENT = {"UV_HTTP_TIMEOUT": "20", "UV_HTTP_RETRIES": "1"}


def uv_works() -> bool:
    """Tell whether the locked uv is there and runs."""
    return matches("uv", content_hash([LOCK])) and _runs([str(UV), "--version"])


def install_uv(commands: Commands, say: Callable[[str], None]) -> None:
    """Install uv into `.tools/uv` with the pip of any Python at hand.

    Raises:
        SetupError: no Python has pip, or pip fails.
    """
    forget("uv")
    options = ["--upgrade", "--no-deps", "--require-hashes", "--disable-pip-version-check", "--no-input"]
    commands.run(
        "Fetching uv",
        [_python_with_pip(), "-m", "pip", "install", *options, "--target", FOLDER, "-r", LOCK],
        say=say,
        environment={"PIP_ROOT_USER_ACTION": "ignore"},
        log_name="uv",
    )
    if not _runs([str(UV), "--version"]):
        raise SetupError(f"{UV} does not run on this machine: Linux on x86-64 or ARM with glibc is needed.")
    note("uv", content_hash([LOCK]))


def _python_with_pip() -> str:
    for python in (sys.executable, "python3.11", "python3", "python"):
        if _runs([python, "-m", "pip", "--version"]):
            return python
    raise SetupError("pip is needed and no Python here has it: install it (on Debian: `apt install python3-pip`).")


def _runs(command: list[str]) -> bool:
    try:
        result = subprocess.run(command, capture_output=True, timeout=60, env=child_environment(), check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return result.returncode == 0


@cache
def uv_environment() -> dict[str, str]:
    """Return the variables for uv: pip's sources handed on, and folders that can be written.

    uv reads none of pip's configuration. What the user has set for uv itself stays.
    """
    pip = _pip_configuration()
    wanted = {
        "UV_FIND_LINKS": pip.get("find-links", ""),
        "UV_DEFAULT_INDEX": pip.get("index-url", ""),
        "SSL_CERT_FILE": pip.get("cert", ""),
        "UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"),
        "UV_NO_PROGRESS": "1",
        "UV_LINK_MODE": "" if _same_disk(_cache_folder()) else "copy",
    }
    if not os.environ.get("UV_CACHE_DIR") and not _can_write(_cache_folder()):
        wanted["UV_CACHE_DIR"] = str(TOOLS / "cache")
    return {name: value for name, value in wanted.items() if value and not os.environ.get(name)}


def find_links() -> str:
    """Return the wheel folders of this machine, separated by commas; empty where there are none."""
    return os.environ.get("UV_FIND_LINKS") or uv_environment().get("UV_FIND_LINKS", "")


def _pip_configuration() -> dict[str, str]:
    """Return pip's settings by bare name; a variable wins over a file, the narrower file over the wider."""
    try:
        listing = subprocess.run(
            [_python_with_pip(), "-m", "pip", "config", "list"],
            capture_output=True,
            text=True,
            timeout=60,
            env=child_environment(),
            check=False,
        ).stdout
    except (OSError, subprocess.SubprocessError, SetupError):
        return {}
    settings: dict[str, str] = {}
    for line in sorted(listing.splitlines(), key=lambda line: line.startswith(":env:")):
        name, _, value = line.partition("=")
        scope, _, key = name.rpartition(".")
        if scope in ("global", "install", ":env:"):
            settings[key] = ",".join(value.strip().strip("'\"").replace("\\n", " ").split())
    return settings


def _cache_folder() -> Path:
    if os.environ.get("UV_CACHE_DIR"):
        return Path(os.environ["UV_CACHE_DIR"])
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else home() / ".cache") / "uv"


def _can_write(folder: Path) -> bool:
    # Tried for real: what the permissions say does not hold for root, for read-only disks and the like.
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _same_disk(folder: Path) -> bool:
    return _existing(folder).stat().st_dev == TOOLS.parent.stat().st_dev


def _existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
