"""The packages of the service, built from a commit alone: the same commit makes the same bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from setup.errors import SetupError
from setup.processes import child_environment
from setup.uv import UV

SUMS = "SHA256SUMS"


def build(root: Path, target: Path, python: Path) -> list[Path]:
    """Build source package and wheel of the commit in use in `root` into `target`, and the file of their hashes.

    What is not committed is not in them. `python`: one that has setuptools.

    Raises:
        SetupError: git or the build fails.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        exported, unpacked = Path(folder) / "exported", Path(folder) / "unpacked"
        _unpack(_output(root, "git", "archive", "HEAD"), exported)
        time = int(_output(root, "git", "log", "-1", "--format=%ct"))
        source = _uv_build(exported, Path(folder), python, time, "--sdist")
        package = target / source.name
        package.write_bytes(_rewritten(source, time))
        # From the source package, so that this is known to hold what the wheel needs.
        _unpack(gzip.decompress(package.read_bytes()), unpacked)
        wheel = _uv_build(next(unpacked.iterdir()), target, python, time, "--wheel")
    built = [wheel, package]
    sums = target / SUMS
    lines = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in built)
    sums.write_text("".join(lines), encoding="ascii")
    return [*built, sums]


def _uv_build(source: Path, target: Path, python: Path, time: int, kind: str) -> Path:
    before = set(target.iterdir())
    options = ["--offline", "--no-build-isolation", "--no-create-gitignore", "--quiet", "--python", str(python)]
    command: list[str | Path] = [UV, "build", kind, *options, "--out-dir", target, source]
    environment = child_environment({"SOURCE_DATE_EPOCH": str(time)})
    # Files that setuptools writes get the rights that the process gives.
    done = subprocess.run(command, env=environment, umask=0o022, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(f"The package could not be built:\n{done.stderr.strip()[-2000:]}")
    return next(path for path in target.iterdir() if path not in before and path.is_file())


def _rewritten(package: Path, time: int) -> bytes:
    """Return `package` with its files in order, of one time and of nobody: setuptools writes when and by whom."""
    tar = io.BytesIO()
    with tarfile.open(package) as old, tarfile.open(fileobj=tar, mode="w", format=tarfile.PAX_FORMAT) as new:
        for member in sorted(old.getmembers(), key=lambda member: member.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = time, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    return gzip.compress(tar.getvalue(), mtime=time)


def _unpack(archive: bytes, folder: Path) -> None:
    folder.mkdir()
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder)  # noqa: S202 - made by ourselves a moment ago


def _output(root: Path, *command: str) -> bytes:
    done = subprocess.run(command, cwd=root, env=child_environment(), capture_output=True, check=False)
    if done.returncode:
        raise SetupError(f"`{' '.join(command)}` failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout
