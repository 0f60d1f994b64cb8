"""Deleting what set-up made; the state folder, which holds conversations, stays."""

from __future__ import annotations

import shutil
from typing import Callable

from setup.commands import Commands
from setup.locking import alone
from setup.paths import MODELS, ROOT, STAMPS, TOOLS, Settings
from setup.uv import UV, uv_environment

CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".rasa", "grenswijzer.egg-info")
#: Committed by us, so nothing that `clean` may take.
KEPT_MODELS = {"adapters"}


def clean(say: Callable[[str], None]) -> None:
    """Delete environments, models and caches of the project."""
    with alone(TOOLS / "lock", say):
        for folder in (STAMPS, ROOT / ".venv", *(ROOT / name for name in CACHES)):
            shutil.rmtree(folder, ignore_errors=True)
        for path in MODELS.glob("*") if MODELS.is_dir() else ():
            if path.is_dir() and path.name not in KEPT_MODELS:
                shutil.rmtree(path)
            elif path.is_file():
                path.unlink()
        shutil.rmtree(TOOLS, ignore_errors=True)
    say("Environments, models and caches are deleted; what the service stored (var/) is kept.")


def clean_cache(settings: Settings, say: Callable[[str], None]) -> None:
    """Empty the installer's cache of downloads, which other projects of the same user may share."""
    if UV.exists():
        Commands(settings.state / "log" / "setup").run(
            "Emptying the cache", [UV, "cache", "clean"], environment=uv_environment(), log_name="cache"
        )
    say("The installer's cache is empty.")
