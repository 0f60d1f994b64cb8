"""Dependencies point one way: web -> actions -> knowledge; the bot stands alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "knowledge": {"actions", "web", "bot", "rasa", "rasa_sdk", "fastapi", "evaluation"},
    "actions": {"web", "bot", "fastapi", "evaluation"},
    "web": {"bot", "rasa", "evaluation"},
    "bot": {"knowledge", "actions", "web", "evaluation"},
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("package", FORBIDDEN)
def test_a_package_imports_nothing_from_the_layers_above_it(package: str) -> None:
    files = list((ROOT / package).rglob("*.py"))
    assert files
    wrong = {str(path.relative_to(ROOT)): bad for path in files if (bad := imported(path) & FORBIDDEN[package])}
    assert wrong == {}


def test_nothing_reads_a_neighbour_folder_of_the_repository() -> None:
    code = [p for folder in FORBIDDEN for p in (ROOT / folder).rglob("*.py")]
    assert [p for p in code if "../shared" in p.read_text(encoding="utf-8")] == []
