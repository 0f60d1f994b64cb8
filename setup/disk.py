"""Room on the disk for what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

from setup.errors import GIGABYTE, SetupError
from setup.paths import BOT, CLIENTS, ENCODER, PEERS, ROOT, SERVICE

#: What each part takes once it is there, its downloads included, in gigabytes.
NEEDED_GB = {SERVICE: 2.5, BOT: 3.0, ENCODER: 1.5, PEERS: 2.5, CLIENTS: 0.2}


def check_space(parts: tuple[Path, ...], folder: Path = ROOT) -> None:
    """Raise `SetupError` unless the disk of `folder` has room for those of `parts` that do not exist."""
    needed = sum(NEEDED_GB[part] for part in parts if not part.exists())
    free = shutil.disk_usage(folder).free / GIGABYTE
    if free < needed:
        raise SetupError(
            f"{needed:.1f} GB of disk are needed in {folder} and {free:.1f} GB are free: free some space there, "
            "or clone the project to another disk."
        )
