"""Each setting stands once in the docs and once in `deploy/env.example`, with its default; nothing else does."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from setup.paths import ROOT
from web.settings import PREFIX, Settings

pytestmark = pytest.mark.unit
DEPLOY = ROOT / "deploy"
TABLE = re.findall(
    r"^\| `(GRENSWIJZER_\w+)` \| (.+?) \| (.+) \|$", (ROOT / "docs/settings.md").read_text("utf-8"), re.M
)
EXAMPLE = (DEPLOY / "env.example").read_text(encoding="utf-8")
LINES = re.findall(r"^(#?)(GRENSWIJZER_\w+)=(.*)$", EXAMPLE, re.M)
#: Handed from `make` to its own Python; nobody sets it.
OF_MAKE = {"GRENSWIJZER_QUESTION"}
#: Has no default that a file could hold: it is made, or depends on another.
MADE = {"secret_key", "action_token"}


def named_in_code() -> set[str]:
    """Return the variables that our Python reads, by the strings that are a whole name, and Rasa's endpoints."""
    names = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for folder in ("setup", "knowledge", "web", "actions", "evaluation", "bot"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" not in path.parts:
                nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
                names.update(text for text in texts if re.fullmatch(r"GRENSWIJZER_[A-Z_]+[A-Z]", text))
    for path in (ROOT / "endpoints.yml", DEPLOY / "endpoints.yml"):
        names.update(re.findall(r"\$\{(GRENSWIJZER_\w+)\}", path.read_text(encoding="utf-8")))
    return names - OF_MAKE


def test_the_table_in_the_docs_has_each_setting_once() -> None:
    assert Counter(name for name, _, _ in TABLE) == Counter(named_in_code())


def test_the_example_has_each_setting_once() -> None:
    assert Counter(name for _, name, _ in LINES) == Counter(named_in_code())


def test_every_line_of_the_example_is_a_heading_a_sentence_or_a_setting() -> None:
    before = ""
    for line in EXAMPLE.splitlines():
        if re.match(r"#?GRENSWIJZER_", line):
            assert before.startswith("# ") and before.endswith("."), f"{line}: no sentence above it"
        else:
            assert not line or line.startswith("# "), line
        before = line


@pytest.mark.parametrize("name", sorted(Settings.model_fields.keys() - MADE))
def test_defaults_are_told_as_they_are(name: str) -> None:
    default, variable = Settings.model_fields[name].default, f"{PREFIX}{name.upper()}"
    told = {row[0]: row[1] for row in TABLE}[variable]
    if default in (None, ()):
        assert told == "none"
    else:
        assert Settings.model_validate({name: told.strip("`")}).model_dump()[name] == default
    commented, value = {line[1]: (line[0], line[2]) for line in LINES}[variable]
    if commented:
        assert told == (f"`{value}`" if value else "none")


def test_the_example_filled_in_is_what_the_service_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = EXAMPLE.replace("_KEY=\n", f"_KEY={'a' * 64}\n").replace("_TOKEN=\n", f"_TOKEN={'b' * 64}\n", 1)
    (tmp_path / "env").write_text(filled, encoding="utf-8")
    # A shell reads it as systemd does.
    done = subprocess.run(
        ["sh", "-c", "set -a; . ./env; env"], cwd=tmp_path, env={"PATH": os.environ["PATH"]},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name, value in (line.split("=", 1) for line in done.stdout.splitlines()):
        if name.startswith(PREFIX):
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.secret_key.get_secret_value() == "a" * 64
    assert settings.database_url and settings.redis_url
    assert settings.trusted_proxies == ("127.0.0.1",)


def test_what_must_be_filled_in_cannot_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRENSWIJZER_SECRET_KEY", "GRENSWIJZER_ACTION_TOKEN"):
        with monkeypatch.context() as environment:
            environment.setenv(name, "")
            with pytest.raises(ValueError, match="at least 16"):
                Settings()


def test_every_setting_that_a_file_for_deployment_names_exists() -> None:
    known = named_in_code()
    for path in (*DEPLOY.rglob("*"), ROOT / "docs" / "deploy.md", ROOT / "docs" / "operations.md"):
        if path.is_file():
            named = set(re.findall(r"GRENSWIJZER_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))
            assert named <= known, path
