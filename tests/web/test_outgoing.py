"""The service asks nobody but Rasa, Redis and its database: there is no address of a user that it would follow."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[2]
#: Modules that can open a connection, or start a program that could.
REACHING = {
    "aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "subprocess", "urllib.request",
    "urllib3",
}  # fmt: skip
#: Who may have them, and what for.
ALLOWED = {
    "web/rasa.py": {"httpx"},  # to Rasa, whose address is a setting
    "web/serving.py": {"socket"},  # listens
    "web/doctor/checks.py": {"httpx"},  # to our own address, for whoever runs it
    "web/backup/archive.py": {"subprocess"},  # pg_dump, for whoever runs it
    "knowledge/editing/history.py": {"subprocess"},  # git, for editors
    "knowledge/encoder/source.py": {"subprocess"},  # pip, at build time
}


def reaching(path: Path) -> set[str]:
    """Return which of these modules a file imports, at its top or anywhere."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {module for module in REACHING for name in names if name == module or name.startswith(f"{module}.")}


def test_nobody_reaches_out_but_who_may() -> None:
    files = [path for package in ("web", "actions", "knowledge") for path in (ROOT / package).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix(): reaching(path) for path in files}
    assert {name: modules for name, modules in found.items() if modules} == ALLOWED
