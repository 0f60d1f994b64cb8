"""Commands of `docs/deploy.md` that need no machine of their own are run; what the page names exists."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from setup.paths import ROOT
from web.settings import Settings

pytestmark = pytest.mark.unit
DOCS = ROOT / "docs"
PAGE = (DOCS / "deploy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)


def block(first: str) -> str:
    """Return the one block of commands that begins with `first`."""
    return next(block for block in BLOCKS if block.startswith(first))


def take(path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return the settings that the file at `path` gives the service."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("GRENSWIJZER_"):
            monkeypatch.setenv(*line.split("=", 1))
    return Settings()


def run(commands: str, folder: Path) -> None:
    subprocess.run(["sh", "-eu", "-c", commands], cwd=folder, check=True)


@pytest.mark.parametrize("commands", BLOCKS, ids=range(len(BLOCKS)))
def test_a_shell_reads_every_command(commands: str) -> None:
    subprocess.run(["sh", "-n", "-c", commands], check=True)


def test_the_settings_of_a_machine_are_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = block("cd /opt/grenswijzer/current/deploy\n")
    filling = "".join(re.findall(r"^database=.*\n|^(?:sed|    -e) .*\n", commands, re.M))
    run(filling.replace("/etc/grenswijzer/env", f"{tmp_path}/env"), ROOT / "deploy")
    settings = take(tmp_path / "env", monkeypatch)
    assert "PASSWORD" not in (tmp_path / "env").read_text(encoding="utf-8")
    assert settings.secret_key != settings.action_token
    assert len(settings.secret_key.get_secret_value()) == 64


def test_the_files_of_the_containers_are_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("deploy", "setup"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    commands = block("cd deploy/containers\n")
    # Without what needs certbot's files, root and Docker.
    kept = [line for line in commands.splitlines() if not re.match(r"cp /etc|chown|docker", line)]
    run("\n".join(kept), tmp_path)
    folder = tmp_path / "deploy" / "containers"
    settings = take(folder / "env", monkeypatch)
    assert settings.database_url and settings.redis_url
    password = (folder / "secrets" / "postgres_password").read_text(encoding="ascii")
    assert settings.database_url.get_secret_value() == f"postgresql://grenswijzer:{password}@postgres/grenswijzer"
    word, password = (folder / "secrets" / "redis.conf").read_text(encoding="ascii").split()
    assert word == "requirepass"
    assert settings.redis_url.get_secret_value() == f"redis://:{password}@redis:6379/0"
    assert (folder / "env").stat().st_mode & 0o077 == 0
    assert "server_name chat.school.example;" in (folder / "nginx.conf").read_text(encoding="utf-8")


def test_units_that_are_enabled_and_copied_exist() -> None:
    units = ROOT / "deploy" / "systemd"
    for name in re.findall(r"(grenswijzer-\w+@)\d", PAGE):
        assert (units / f"{name}.service").is_file()
    for pattern in re.search(r"^cp -r (.*) /etc/systemd/system/$", PAGE, re.M)[1].split():  # type: ignore[index]
        assert list(units.glob(pattern)), pattern


@pytest.mark.parametrize("page", ["deploy.md", "settings.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        name, _, heading = target.partition("#")
        there = DOCS / (name or page)
        assert there.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.*)$", there.read_text(encoding="utf-8"), re.M)
            assert heading in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, target
