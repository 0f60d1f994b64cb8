"""Put a folder that was built aside in the place of the one in use."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def replace_folder(new: Path, place: Path) -> None:
    """Move `new` to `place` and delete what was there; both must lie on one file system.

    On Linux the two change places in one step, so that no reader finds the place empty. Elsewhere
    there is a moment between two renames.
    """
    if not place.exists():
        new.rename(place)
        return
    if not _exchange(new, place):
        aside = place.with_name(f".{place.name}-old-{os.getpid()}")
        place.rename(aside)
        new.rename(place)
        new = aside
    shutil.rmtree(new)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places; false where the system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    arguments = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(rename(*arguments) == 0)
