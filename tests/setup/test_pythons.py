"""Finding a Python: what exists may yet not work, and where there is none the message names three ways."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from setup import pythons
from setup.commands import Commands
from setup.errors import SetupError
from setup.pythons import find_python, probe

pytestmark = pytest.mark.unit
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
#: A version that no machine has, in the form of a real one.
ABSENT = "3.99"


def program(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def pretended(version: str, executable: Path) -> str:
    return f"echo {version}; echo {executable}"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing but /bin: no Python on PATH, no pyenv, no uv that could fetch one."""
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}/bin")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(pythons, "UV", tmp_path / "no-uv")
    monkeypatch.setattr(pythons, "TOOLS", tmp_path / "tools")
    return tmp_path


def find(machine: Path) -> Path:
    return find_python(ABSENT, Commands(machine / "log"))


def test_this_very_python_is_found() -> None:
    found = probe(sys.executable, HERE)
    assert found
    assert found.samefile(sys.executable)


@pytest.mark.parametrize("body", ["echo 'pyenv: python3.99: command not found' >&2; exit 127", "echo 3.8.1", "exit 0"])
def test_a_shim_that_fails_or_lies_is_no_python(tmp_path: Path, body: str) -> None:
    assert probe(program(tmp_path / "python", body), ABSENT) is None


def test_a_file_that_cannot_be_run_is_no_python(tmp_path: Path) -> None:
    (tmp_path / "python").write_text("")
    assert probe(tmp_path / "python", ABSENT) is None


def test_one_on_path_is_taken(bare: Path) -> None:
    path = program(bare / "bin" / f"python{ABSENT}", pretended(f"{ABSENT}.1", bare / "real"))
    assert path.exists()
    assert find(bare) == bare / "real"


def test_a_broken_shim_on_path_does_not_hide_the_one_under_pyenv(bare: Path) -> None:
    program(bare / "bin" / f"python{ABSENT}", "exit 127")
    versions = bare / "home" / ".pyenv" / "versions"
    for patch in (9, 13):
        program(versions / f"{ABSENT}.{patch}" / "bin" / "python", pretended(f"{ABSENT}.{patch}", Path(f"/p{patch}")))
    assert find(bare) == Path("/p13")


def test_the_root_that_pyenv_tells_is_searched(bare: Path) -> None:
    program(bare / "bin" / "pyenv", f"echo {bare / 'elsewhere'}")
    program(bare / "elsewhere" / "versions" / f"{ABSENT}.2" / "bin" / "python", pretended(f"{ABSENT}.2", Path("/p2")))
    assert find(bare) == Path("/p2")


def test_one_that_uv_fetched_into_the_project_is_taken(bare: Path) -> None:
    folder = bare / "tools" / "python" / f"cpython-{ABSENT}.4-linux-x86_64-gnu" / "bin"
    program(folder / f"python{ABSENT}", pretended(f"{ABSENT}.4", Path("/fetched")))
    assert find(bare) == Path("/fetched")


def test_where_there_is_none_the_message_names_three_ways(bare: Path) -> None:
    with pytest.raises(SetupError) as caught:
        find(bare)
    message = str(caught.value)
    assert f"install it so that `python{ABSENT}` is on PATH" in message
    assert f"run `pyenv install {ABSENT}`" in message
    assert "connect to the internet so that uv can fetch it" in message
