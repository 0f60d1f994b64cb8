"""What pip is configured with is handed on to uv, which reads none of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from setup.uv import find_links, uv_environment

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A user with an empty home and no settings for pip or uv."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_", "SSL_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    uv_environment.cache_clear()
    yield
    uv_environment.cache_clear()


def test_wheel_folders_named_by_a_variable_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "/first/folder /second/folder")
    assert uv_environment()["UV_FIND_LINKS"] == "/first/folder,/second/folder"
    assert find_links() == "/first/folder,/second/folder"


def test_wheel_folder_index_and_certificate_of_pips_own_file_are_handed_on(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "pip"
    folder.mkdir(parents=True)
    folder.joinpath("pip.conf").write_text(
        "[global]\nfind-links = /wheels\nindex-url = https://mirror.example/simple\ncert = /ca.pem\n"
    )
    environment = uv_environment()
    assert environment["UV_FIND_LINKS"] == "/wheels"
    assert environment["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert environment["SSL_CERT_FILE"] == "/ca.pem"


def test_what_the_user_told_uv_itself_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "/of/pip")
    monkeypatch.setenv("UV_FIND_LINKS", "/of/uv")
    assert "UV_FIND_LINKS" not in uv_environment()
    assert find_links() == "/of/uv"


def test_a_home_that_can_be_written_keeps_the_cache() -> None:
    assert "UV_CACHE_DIR" not in uv_environment()


def test_without_a_home_the_cache_lies_in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/proc/no-home")
    assert uv_environment()["UV_CACHE_DIR"].endswith("/.tools/cache")
