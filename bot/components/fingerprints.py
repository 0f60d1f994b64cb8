"""What Rasa's training cache cannot see: the files beside a component's class that its result depends on."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).parent


def hash_of(*names: str) -> str:
    """Return a hash of files of this folder (by name) or elsewhere (by path); a missing file counts as empty."""
    digest = hashlib.sha256()
    for name in names:
        path = HERE / name
        digest.update(path.read_bytes() if path.is_file() else b"")
        digest.update(b"\0")
    return digest.hexdigest()
