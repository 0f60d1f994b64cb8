"""What belongs to a built encoder: the hash of each file, kept in a `manifest.json` beside them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.encoder.errors import DamagedEncoder
from knowledge.hashing import file_hash

MANIFEST = "manifest.json"
REBUILD = "run `make build` to build it again"


@dataclass(frozen=True)
class Manifest:
    """`recipe` names source and code that made the files; `files` holds a SHA-256 by relative path."""

    model: str
    source: str
    recipe: str
    files: Mapping[str, str]

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits that change with any file."""
        return fingerprint_of(self.files)


def hash_folder(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below `folder` but the manifest, by relative path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}


def fingerprint_of(hashes: Mapping[str, str]) -> str:
    """Return sixteen hex digits for a set of files."""
    listing = "\n".join(f"{name} {digest}" for name, digest in sorted(hashes.items()))
    return hashlib.sha256(listing.encode()).hexdigest()[:16]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into `folder`."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest without looking at the files that it names.

    Raises:
        DamagedEncoder: there is none, or it cannot be read.
    """
    path = folder / MANIFEST
    try:
        return Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise DamagedEncoder(f"There is no encoder in {folder}: {REBUILD}.") from error
    except (OSError, ValueError, TypeError) as error:
        raise DamagedEncoder(f"{path} cannot be read: {REBUILD}.") from error


def verify(folder: Path) -> Manifest:
    """Hash every file in `folder` (about 0.2 s) and compare with the manifest.

    Raises:
        DamagedEncoder: a file is missing or changed.
    """
    manifest = read_manifest(folder)
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise DamagedEncoder(f"The encoder in {folder} lacks the file {name}: {REBUILD}.")
        if file_hash(path) != expected:
            raise DamagedEncoder(f"The file {name} of the encoder in {folder} is damaged: {REBUILD}.")
    return manifest
