"""The house itself: locks, Makefile, README."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from setup.__main__ import TARGETS
from setup.environments import locked_names
from setup.paths import REQUIREMENTS, ROOT

pytestmark = pytest.mark.unit
LOCKS = sorted(REQUIREMENTS.glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_pinned_with_its_hash(lock: Path) -> None:
    requirements = re.findall(r"^\S.*(?:\n +--hash.*)*", re.sub(r"^\s*#.*\n", "", lock.read_text(), flags=re.M), re.M)
    assert requirements
    for requirement in requirements:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", requirement), requirement
        assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_index_and_no_folder_of_a_machine(lock: Path) -> None:
    assert not re.search(r"https?://|file:|(^|\s)/\w|--index|--find-links|--extra", lock.read_text())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_brings_cuda(lock: Path) -> None:
    assert not re.search(r"^(torch|nvidia|cuda|triton)[\w.-]*==", lock.read_text(), re.M)


@pytest.mark.parametrize("source", sorted(REQUIREMENTS.glob("*.in")), ids=lambda path: path.name)
def test_every_input_has_a_lock_that_holds_it(source: Path) -> None:
    pinned = locked_names(source.with_suffix(".txt")) | {"torch"}
    for name in re.findall(r"^[A-Za-z0-9][A-Za-z0-9._-]*", source.read_text(), re.M):
        assert re.sub(r"[-_.]+", "_", name).lower() in pinned


def test_make_alone_lists_every_target() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  ([a-z-]+) ", listed, re.M)) == {*TARGETS, "help"}


def test_without_any_python_make_says_what_is_needed(tmp_path: Path) -> None:
    for tool in ("sh", "make", "test", "echo"):
        found = shutil.which(tool)
        if found:
            (tmp_path / tool).symlink_to(found)
    result = subprocess.run(
        [tmp_path / "make", "run"], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert result.returncode
    assert "Python 3.11 is needed and was not found" in result.stderr
