"""What goes wrong during set-up ends in one sentence that says what to do. Each fault here is a real one."""

from __future__ import annotations

import errno
import os
import sys
import zipfile
from pathlib import Path

import pytest

from setup.commands import Commands
from setup.errors import SetupError, explain_os_error

pytestmark = pytest.mark.unit


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(tmp_path / "log")


def sentence_of(commands: Commands, *command: str) -> str:
    with pytest.raises(SetupError) as caught:
        commands.run("Doing it", command, log_name="it")
    assert "Traceback" not in str(caught.value)
    return str(caught.value)


def test_a_full_disk_is_named(commands: Commands) -> None:
    assert "The disk is full: free some space" in sentence_of(commands, "sh", "-c", "cat /etc/passwd > /dev/full")


def test_a_download_with_another_hash_is_named_as_damaged(commands: Commands, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "tiny-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    options = ["--no-index", "--find-links", str(tmp_path), "--require-hashes", "-r", str(lock)]
    target = ["--target", str(tmp_path / "out")]
    sentence = sentence_of(commands, sys.executable, "-m", "pip", "install", *options, *target)
    assert sentence.startswith("A download was damaged")


def test_an_index_out_of_reach_is_named(commands: Commands, tmp_path: Path) -> None:
    options = ["--index-url", "http://127.0.0.1:9/simple", "--retries", "1", "--dest", str(tmp_path), "--isolated"]
    sentence = sentence_of(commands, sys.executable, "-m", "pip", "download", *options, "typer")
    assert sentence.startswith("The package index cannot be reached: check the network connection")


def test_a_command_that_is_killed_points_at_memory(commands: Commands) -> None:
    assert "most likely because memory ran out" in sentence_of(commands, "sh", "-c", "kill -9 $$")


def test_any_other_failure_gives_the_last_line_and_the_log(commands: Commands, tmp_path: Path) -> None:
    sentence = sentence_of(commands, "sh", "-c", "echo first; echo something odd >&2; exit 3")
    assert sentence == f"Doing it failed (something odd): its whole output is in {tmp_path}/log/it.log."
    assert (tmp_path / "log" / "it.log").read_text() == "first\nsomething odd\n"


def test_a_program_that_does_not_exist_is_named(commands: Commands) -> None:
    assert sentence_of(commands, "/no/such/program") == (
        "Doing it failed: /no/such/program cannot be started (No such file or directory)."
    )


def test_output_is_handed_on_line_by_line_without_colours(commands: Commands) -> None:
    lines: list[str] = []
    kept = commands.run(
        "Doing it", ["printf", r"\033[1mone\033[0m\r50 %%\r100 %%\ntwo"], say=lines.append, log_name="it"
    )
    assert lines == ["one", "50 %", "100 %", "two"]
    assert kept == "one\n50 %\n100 %\ntwo\n"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, "The disk is full"),
        (errno.EROFS, "some/file cannot be written: give it to the user who runs `make`"),
        (errno.EIO, "Input/output error (some/file): see to it and run the command again."),
    ],
)
def test_errors_of_the_system_become_sentences(number: int, expected: str) -> None:
    assert explain_os_error(OSError(number, os.strerror(number), "some/file")).startswith(expected)
