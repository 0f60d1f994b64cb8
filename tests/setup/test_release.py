"""What a release is: a wheel that holds all that the service reads, and a changelog made from fragments."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from setup.packaging import build
from setup.paths import ROOT
from setup.uv import UV
from tests.support import need
from web import __version__

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


def repository(folder: Path) -> Path:
    """Return a repository with one commit, of a fixed time, of all that packages are built from."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, folder / name)
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    day = "2026-11-24T00:00:00Z"
    somebody = {"NAME": "Somebody", "EMAIL": "somebody@school.example", "DATE": day}
    environment = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in somebody.items()}
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "All"]):
        subprocess.run(["git", *command], cwd=folder, env={**os.environ, **environment}, check=True)
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The packages by the ends of their names."""
    need(UV.exists(), "The installer", "`make build` fetches it")
    source, target = repository(tmp_path_factory.mktemp("source")), tmp_path_factory.mktemp("packages")
    return {path.suffix: path for path in build(source, target, Path(sys.executable))}


@pytest.fixture(scope="module")
def wheel(packages: dict[str, Path]) -> Path:
    """The wheel."""
    return packages[".whl"]


def test_packages_built_again_elsewhere_are_the_same_byte_for_byte(packages: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    source = repository(tmp_path / "source")
    # What is not committed, and when a file was touched, makes no difference.
    (source / "web" / "left-over.txt").write_text("not committed", encoding="utf-8")
    os.utime(source / "web" / "app.py", (0, 0))
    before = os.umask(0o077)
    try:
        again = build(source, tmp_path / "packages", Path(sys.executable))
    finally:
        os.umask(before)
    assert [path.name for path in again] == [path.name for path in packages.values()]
    for path in again:
        assert path.read_bytes() == packages[path.suffix].read_bytes(), path.name


def test_the_hashes_are_those_of_the_packages(packages: dict[str, Path]) -> None:
    sums = packages[""]
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", sums.name], cwd=sums.parent, check=True)
    assert len(sums.read_text(encoding="ascii").splitlines()) == 2


def test_the_source_package_holds_what_the_wheel_holds_and_what_it_is_built_with(packages: dict[str, Path]) -> None:
    with tarfile.open(packages[".gz"]) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    assert files_of_the_service() | {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "PKG-INFO"} <= names


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment outside of the project in which the wheel is installed."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    command = [UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel]
    subprocess.run(command, check=True)
    # What it needs, as the lock has it; without the project itself, which a file `.pth` of its own names there.
    packages = next(environment.glob("lib/python3.11/site-packages"))
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment / "bin"


def run_installed(program: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("GRENSWIJZER_", "PYTHON"))}
    return subprocess.run(
        [program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_an_installed_wheel_says_its_version_and_what_it_can(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed / "grenswijzer", "--version", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"{__version__}\n"), done.stderr
    done = run_installed(installed / "grenswijzer", "--help", folder=tmp_path)
    assert (done.returncode, "doctor" in done.stdout) == (0, True), done.stderr
    done = run_installed(installed / "python", "-m", "web", "--help", folder=tmp_path)
    assert (done.returncode, "GRENSWIJZER_MODELS" in done.stdout) == (0, True), done.stderr


def test_the_doctor_of_an_installed_wheel_says_what_to_do_first(installed: Path, tmp_path: Path) -> None:
    done = run_installed(installed / "grenswijzer", "doctor", "--json", folder=tmp_path)
    assert done.returncode == 1, done.stderr
    found = {finding["about"]: finding for finding in json.loads(done.stdout)}
    assert found["entries"]["verdict"] != "wrong"
    assert "grenswijzer index build" in found["index"]["said"]
    assert str(installed.parent) in found["index"]["said"], "the models beside the packages, not those of the project"
    assert "Traceback" not in done.stderr


def test_the_wheel_holds_every_file_that_the_service_reads_and_no_other(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == files_of_the_service()


def test_the_wheel_has_the_version_of_the_project_and_its_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folder = f"grenswijzer-{__version__}.dist-info"
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
    assert sections[0] == __version__
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
    begin, end = text.index("## 9.9.9 (2030-01-02)"), text.index(f"## {__version__}")
    for kind in TYPES:
        assert begin < text.index(f"- Something {kind}.") < end
    assert [path.name for path in (tmp_path / "changes").iterdir()] == ["README.md"]
