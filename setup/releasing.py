"""`make release`: a version of the program, as a commit with a tag; nothing leaves this machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Callable

from setup.errors import SetupError
from setup.packaging import build
from setup.paths import ROOT, SERVICE, Settings
from setup.plan import LINT, set_up
from setup.processes import child_environment

VERSION = "VERSION"
#: The one place that has it.
HOME = Path("web/__init__.py")
_LINE = re.compile(r'^__version__ = "(.*)"$', re.M)
_WIDGET = Path("web/static/widget")
_WIDGET_HOME = Path("web/widget/package.json")
Numbers = tuple[int, ...]


def release(settings: Settings, say: Callable[[str], None]) -> None:
    """Make the version that `VERSION` names.

    Raises:
        SetupError: it cannot be made of what is here.
    """
    set_up(LINT, settings)
    make_version(ROOT, os.environ.get(VERSION, ""))
    wanted = os.environ[VERSION]
    say(
        f"Version {wanted} is a commit with the tag v{wanted}, on this machine alone. Look at it (`git show`), then:\n"
        f"  git push --follow-tags\n  make package\n"
        f"To take it back before that: git tag -d v{wanted} && git reset --hard HEAD~1"
    )


def package(settings: Settings, say: Callable[[str], None]) -> None:
    """Build the packages of the commit in use into `dist/`.

    Raises:
        SetupError: they cannot be built.
    """
    set_up(LINT, settings)
    for path in build(ROOT, ROOT / "dist", SERVICE / "bin" / "python"):
        say(str(path.relative_to(ROOT)))


def make_version(root: Path, wanted: str) -> None:
    """Commit and tag the version `wanted` of the project in `root`: its number, and the changelog from its fragments.

    Raises:
        SetupError: `wanted` is no version or not a later one, something is not committed, or there is nothing to tell.
    """
    _check(root, wanted)
    try:
        home = root / HOME
        home.write_text(_LINE.sub(f'__version__ = "{wanted}"', home.read_text(encoding="utf-8")), encoding="utf-8")
        _run(root, str(SERVICE / "bin" / "python"), "-m", "towncrier", "build", "--yes", "--version", wanted)
        _run(root, "git", "add", "--all", "CHANGELOG.md", "changes", str(HOME))
        _run(root, "git", "commit", "--quiet", "--message", f"Version {wanted}")
    except BaseException:
        # All was committed before: nobody's work is lost.
        _run(root, "git", "reset", "--quiet", "--hard")
        raise
    _run(root, "git", "tag", "--annotate", f"v{wanted}", "--message", f"Version {wanted}")


def _check(root: Path, wanted: str) -> None:
    current = _LINE.findall((root / HOME).read_text(encoding="utf-8"))[0]
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", wanted, re.A):
        raise SetupError(f"Name the version: make release VERSION=1.2.3 (now it is {current}).")
    if _numbers(wanted) <= _numbers(current):
        raise SetupError(f"{wanted} is not later than {current}, the version in {HOME}.")
    if _run(root, "git", "tag", "--list", f"v{wanted}"):
        raise SetupError(f"There is a tag v{wanted} already.")
    if changed := _run(root, "git", "status", "--porcelain"):
        raise SetupError(f"Commit everything first; this is not committed:\n{changed}")
    if all(path.name == "README.md" for path in (root / "changes").iterdir()):
        raise SetupError("There is nothing in changes/: a version of which nobody notices anything needs no number.")
    _check_widget(root)


def _check_widget(root: Path) -> None:
    """See to it that the files of a version of the widget, which browsers keep for good, never change.

    Raises:
        SetupError: they would.
    """
    version = (root / _WIDGET / "version.txt").read_text(encoding="utf-8").strip()
    if json.loads((root / _WIDGET_HOME).read_text(encoding="utf-8"))["version"] != version:
        raise SetupError(f"{_WIDGET} is of version {version}, {_WIDGET_HOME} of another: `make widget`, and commit.")
    before = _last_tag(root)
    if before is None or not _run(root, "git", "diff", "--name-only", before, "--", str(_WIDGET)):
        return
    published = _run(root, "git", "show", f"{before}:{_WIDGET}/version.txt")
    if _numbers(version) <= _numbers(published):
        raise SetupError(
            f"The widget changed since {before} and is still {version}: what stands under a version never changes. "
            f"Raise `version` in {_WIDGET_HOME}, `make widget`, and commit."
        )


def _last_tag(root: Path) -> str | None:
    tags = _run(root, "git", "tag", "--list", "v*", "--merged", "HEAD", "--sort", "-version:refname").split()
    return tags[0] if tags else None


def _numbers(version: str) -> Numbers:
    return tuple(int(number) for number in version.split("."))


def _run(root: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=root, env=child_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"`{' '.join(command)}` failed:\n{(done.stderr or done.stdout).strip()}")
    return done.stdout.strip()
