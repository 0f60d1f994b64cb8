"""What a release is: a wheel that holds all that the service reads, and a changelog made from fragments."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from setup.paths import ROOT
from setup.uv import UV
from tests.support import need

pytestmark = pytest.mark.unit
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = ("knowledge", "actions", "web", "evaluation", "models/adapters")
#: What the built widget is made from; no process reads it.
WIDGET_SOURCE = ("src", "strings", "themes", "node_modules")
TYPES = {kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]}


def files_of_the_service() -> set[str]:
    found = set()
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            inside = path.relative_to(ROOT)
            is_widget_source = inside.parts[:2] == ("web", "widget") and inside.name != "frame.html"
            if path.is_file() and "__pycache__" not in inside.parts and not is_widget_source:
                found.add(inside.as_posix())
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy, for building leaves files beside the source."""
    need(UV.exists(), "The installer", "`make build` fetches it")
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source / name)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    options = ["--wheel", "--offline", "--no-build-isolation", "--quiet", "--python", sys.executable]
    subprocess.run([UV, "build", *options, "--out-dir", target, source], check=True)
    return next(target.glob("*.whl"))


def test_the_wheel_holds_every_file_that_the_service_reads_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == files_of_the_service()


def test_the_wheel_has_the_version_of_the_project_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folder = f"grenswijzer-{PROJECT['project']['version']}.dist-info"
        assert "grenswijzer = web.cli:app" in archive.read(f"{folder}/entry_points.txt").decode()
        assert f"{folder}/licenses/NOTICE" in archive.namelist()


def test_from_the_wheel_alone_entries_and_pages_are_found(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = """
import knowledge, sys
from pathlib import Path
assert Path(knowledge.__file__).is_relative_to(sys.argv[1]), knowledge.__file__
from knowledge.adapter import Adapter
from knowledge.loading import DOCUMENTS, load_entry
from web import app as _  # reads texts and opens the folders of templates
from web.routes.widget import STATIC
assert load_entry(next(DOCUMENTS.rglob("work-beside-study.yml"))).id == "work-beside-study"
assert Adapter.load() is not None
assert STATIC.is_relative_to(sys.argv[1]) and (STATIC / "widget.js").is_file()
from web.cli import app
app(["--help"])
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "accounts" in done.stdout


def test_the_changelog_tells_of_the_version_of_the_project() -> None:
    sections = re.findall(r"^## (\S+) \(\d{4}-\d\d-\d\d\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert sections[0] == PROJECT["project"]["version"]
    assert len(set(sections)) == len(sections)


def test_every_fragment_has_a_type_and_says_something() -> None:
    for path in (ROOT / "changes").iterdir():
        if path.name != "README.md":
            assert path.suffixes[-1] == ".md" and path.suffixes[-2].lstrip(".") in TYPES, path.name
            assert path.read_text(encoding="utf-8").strip(), path.name


def test_fragments_become_a_section_above_the_last_version(tmp_path: Path) -> None:
    (tmp_path / "changes").mkdir()
    shutil.copy(ROOT / "changes" / "README.md", tmp_path / "changes")
    for name in ("pyproject.toml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path / name)
    for kind in TYPES:
        (tmp_path / "changes" / f"+one.{kind}.md").write_text(f"Something {kind}.\n", encoding="utf-8")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    command = [sys.executable, "-m", "towncrier", "build", "--version", "9.9.9", "--date", "2030-01-02", "--yes"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    text = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    begin, end = text.index("## 9.9.9 (2030-01-02)"), text.index(f"## {PROJECT['project']['version']}")
    for kind in TYPES:
        assert begin < text.index(f"- Something {kind}.") < end
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["README.md"]
