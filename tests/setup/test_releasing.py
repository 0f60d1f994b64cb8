"""`make release`: what it makes, and what it refuses before it touches anything."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from setup.errors import SetupError
from setup.paths import ROOT
from setup.releasing import make_version
from tests.support import need
from web import __version__
from web.routes.widget import version as widget_version

pytestmark = pytest.mark.unit
HOME = "web/__init__.py"
WIDGET = "web/static/widget"


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path, message: str = "Something") -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project at version 1.4.0, tagged, with one thing to tell."""
    need(find_spec("towncrier"), "towncrier", "`make test` installs it")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "somebody@school.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    for name in (HOME, f"{WIDGET}/version.txt", f"{WIDGET}/widget.js", "web/widget/package.json", "CHANGELOG.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    home = (tmp_path / HOME).read_text(encoding="utf-8")
    (tmp_path / HOME).write_text(home.replace(__version__, "1.4.0"), encoding="utf-8")
    (tmp_path / "changes").mkdir()
    shutil.copy(ROOT / "changes" / "README.md", tmp_path / "changes")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    git(tmp_path, "tag", "v1.4.0")
    (tmp_path / "changes" / "+one.fixed.md").write_text("Ducks are told from geese.\n", encoding="utf-8")
    commit(tmp_path)
    return tmp_path


def test_a_version_is_a_commit_with_a_tag_its_number_and_its_changes(project: Path) -> None:
    make_version(project, "1.5.0")
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "cat-file", "-t", "v1.5.0") == "tag"
    assert git(project, "rev-parse", "v1.5.0^{commit}") == git(project, "rev-parse", "HEAD")
    assert '__version__ = "1.5.0"' in (project / HOME).read_text(encoding="utf-8")
    changelog = (project / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.index("## 1.5.0 (") < changelog.index("Ducks are told from geese.") < changelog.index("## 0.1.0 (")
    assert [path.name for path in (project / "changes").iterdir()] == ["README.md"]
    assert git(project, "diff", "--name-only", "HEAD~1").splitlines() == ["CHANGELOG.md", "changes/+one.fixed.md", HOME]


def refused(project: Path, wanted: str, why: str) -> None:
    """See that `wanted` is refused, and that all is as it was."""
    before = git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain"), git(project, "tag")
    with pytest.raises(SetupError, match=why):
        make_version(project, wanted)
    assert (git(project, "rev-parse", "HEAD"), git(project, "status", "--porcelain"), git(project, "tag")) == before


@pytest.mark.parametrize("wanted", ["", "1.5", "v1.5.0", "1.5.0-rc1", "1.05.0", "1.5.0\n", "１.5.0", "1.5.0; rm"])
def test_what_is_no_version_is_refused(project: Path, wanted: str) -> None:
    refused(project, wanted, "Name the version")


@pytest.mark.parametrize("wanted", ["1.4.0", "1.3.9", "0.9.9"])
def test_a_version_that_is_not_later_is_refused(project: Path, wanted: str) -> None:
    refused(project, wanted, "is not later than 1.4.0")


def test_ten_is_later_than_nine(project: Path) -> None:
    make_version(project, "1.10.0")
    refused(project, "1.9.0", "is not later")


def test_a_tag_that_is_there_is_refused(project: Path) -> None:
    git(project, "tag", "v1.5.0")
    refused(project, "1.5.0", "There is a tag v1.5.0 already")


@pytest.mark.parametrize("name", [HOME, "forgotten.py"])
def test_what_is_not_committed_is_refused_and_kept(project: Path, name: str) -> None:
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("# not committed\n")
    refused(project, "1.5.0", f"not committed:\n.*{name}")
    assert "# not committed" in (project / name).read_text(encoding="utf-8")


def test_a_version_of_which_there_is_nothing_to_tell_is_refused(project: Path) -> None:
    (project / "changes" / "+one.fixed.md").unlink()
    commit(project)
    refused(project, "1.5.0", "nothing in changes/")


def test_files_of_the_widget_that_changed_need_a_version_of_their_own(project: Path) -> None:
    (project / WIDGET / "widget.js").write_text("changed", encoding="utf-8")
    commit(project)
    refused(project, "1.5.0", "The widget changed since v1.4.0")
    (project / WIDGET / "version.txt").write_text("99.0.0\n", encoding="utf-8")
    (project / "web/widget/package.json").write_text(json.dumps({"version": "99.0.0"}), encoding="utf-8")
    commit(project)
    make_version(project, "1.5.0")


def test_a_widget_that_was_not_built_again_is_refused(project: Path) -> None:
    (project / "web/widget/package.json").write_text(json.dumps({"version": "99.0.0"}), encoding="utf-8")
    commit(project)
    refused(project, "1.5.0", "`make widget`")


def test_where_the_changelog_cannot_be_made_all_is_as_it_was(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.towncrier]\nfilename = 7\n", encoding="utf-8")
    commit(project)
    refused(project, "1.5.0", "towncrier")


def test_the_docs_name_the_version_of_the_widget_that_is_there() -> None:
    text = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
    assert f"`/widget/{widget_version()}/widget.js`" in text
