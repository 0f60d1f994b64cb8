"""The units of systemd, as systemd itself reads them where it is there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from setup.builds import QUIET_RASA
from setup.paths import ROOT
from setup.processes import SINGLE_THREADED
from setup.stack import LEAN, LOCKS
from tests.support import need

pytestmark = pytest.mark.unit
UNITS = ROOT / "deploy" / "systemd"
COMMON = (UNITS / "grenswijzer-.service.d" / "common.conf").read_text(encoding="utf-8")
#: What `systemd-analyze security` may find at most, of 10: 2 is the end of what it calls OK.
EXPOSED_AT_MOST = 1.5


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root file system with the units where the docs put them."""
    need(shutil.which("systemd-analyze"), "systemd-analyze", "install systemd")
    root = tmp_path_factory.mktemp("root")
    shutil.copytree("/usr/lib/systemd/system", root / "usr/lib/systemd/system", symlinks=True)
    shutil.copytree(UNITS, root / "etc/systemd/system")
    for name in ("usr/bin/env", "opt/grenswijzer/current/docs/deploy.md"):
        (root / name).parent.mkdir(parents=True)
        (root / name).touch(mode=0o755)
    return root


def analyze(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", f"--root={root}", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("unit", ["grenswijzer-service@1.service", "grenswijzer-bot@2.service", "grenswijzer.target"])
def test_systemd_reads_every_line(root: Path, unit: str) -> None:
    done = analyze(root, "--man=no", "verify", unit)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "grenswijzer" in line]
    assert (done.returncode, said) == (0, [])


def test_a_line_that_systemd_does_not_know_would_be_seen(root: Path) -> None:
    broken = root / "etc/systemd/system/grenswijzer-broken.service"
    broken.write_text("[Service]\nExecStart=/usr/bin/env true\nNoSuchSetting=yes\n", encoding="utf-8")
    done = analyze(root, "--man=no", "verify", broken.name)
    broken.unlink()
    assert "NoSuchSetting" in done.stdout + done.stderr


@pytest.mark.parametrize("unit", ["grenswijzer-service@1.service", "grenswijzer-bot@2.service"])
def test_little_of_the_machine_is_open_to_them(root: Path, unit: str) -> None:
    done = analyze(root, "security", "--offline=yes", unit)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= EXPOSED_AT_MOST


@pytest.mark.parametrize(
    "directive",
    ["User=grenswijzer", "ProtectSystem=strict", "NoNewPrivileges=yes", "StateDirectory=grenswijzer", "LimitCORE=0",
     "Restart=on-failure", "TimeoutStopSec=20", "EnvironmentFile=/etc/grenswijzer/env", "IPAddressDeny=any"],
)  # fmt: skip
def test_all_share_what_protects_the_machine(directive: str) -> None:
    assert directive in COMMON.splitlines()


@pytest.mark.parametrize("name", ["service", "bot"])
def test_each_has_a_limit_of_memory_and_belongs_to_the_target(name: str) -> None:
    lines = (UNITS / f"grenswijzer-{name}@.service").read_text(encoding="utf-8").splitlines()
    assert any(re.fullmatch(r"MemoryMax=\d+M", line) for line in lines)
    assert {"PartOf=grenswijzer.target", "WantedBy=grenswijzer.target"} <= set(lines)


def test_they_run_as_under_make() -> None:
    bot = (UNITS / "grenswijzer-bot@.service").read_text(encoding="utf-8")
    for variables, text in ((LEAN, COMMON), (SINGLE_THREADED, COMMON), (LOCKS, bot), (QUIET_RASA, bot)):
        told = dict(
            pair.split("=", 1) for line in re.findall(r"^Environment=(.*)", text, re.M) for pair in line.split()
        )
        assert variables.items() <= told.items()


def test_files_that_the_commands_name_exist() -> None:
    bot = (UNITS / "grenswijzer-bot@.service").read_text(encoding="utf-8")
    for option in ("--endpoints", "--credentials"):
        assert (ROOT / re.findall(rf"{option} (\S+)", bot)[0]).is_file()


def test_the_command_of_the_administrator_takes_settings_and_user(tmp_path: Path) -> None:
    # Its places and its change of user are of another machine: they are replaced, the rest runs.
    (tmp_path / "env").write_text("GRENSWIJZER_STATE=/var/lib/grenswijzer\n", encoding="utf-8")
    program = tmp_path / ".venv/service/bin/grenswijzer"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "[\\"%s\\", \\"%s\\"]" "$GRENSWIJZER_STATE" "$2"\n', "utf-8")
    program.chmod(0o755)
    script = (UNITS / "grenswijzer").read_text(encoding="utf-8")
    for ours, theirs in (("/etc/grenswijzer", str(tmp_path)), ("/opt/grenswijzer/current", str(tmp_path))):
        assert ours in script
        script = script.replace(ours, theirs)
    assert "runuser -u grenswijzer -- " in script
    script = script.replace("runuser -u grenswijzer -- ", "")
    done = subprocess.run(["sh", "-c", script, "grenswijzer", "accounts", "two words"], capture_output=True, check=True)
    assert json.loads(done.stdout) == ["/var/lib/grenswijzer", "two words"]
