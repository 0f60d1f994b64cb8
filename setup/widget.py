"""The widget's built files, from their source: only who changes that source needs Node."""

from __future__ import annotations

import shutil
import subprocess

from setup.errors import SetupError
from setup.paths import ROOT
from setup.processes import child_environment

FOLDER = ROOT / "web" / "widget"
#: From the lock alone, then types, then the files.
STEPS = (("ci", "--no-audit", "--no-fund"), ("run", "check"), ("run", "build"))


def build_widget() -> bool:
    """Make `web/static/widget/` anew; return whether all went well.

    Raises:
        SetupError: there is no npm.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("npm is missing: install Node 18 or newer, for example with `apt-get install nodejs npm`.")
    return all(subprocess.call([npm, *step], env=child_environment(), cwd=FOLDER) == 0 for step in STEPS)
