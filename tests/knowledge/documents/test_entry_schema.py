"""The JSON Schema that editors complete and check with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from knowledge.loading import DOCUMENTS, entry_paths, read_yaml
from knowledge.schema import Entry
from tests.knowledge.samples import entry_data

pytestmark = pytest.mark.unit
ROOT = Path(__file__).parents[3]
SCHEMA = DOCUMENTS / "entry.schema.json"


def as_json(data: Any) -> Any:
    """What an editor sees: dates are texts there."""
    return json.loads(json.dumps(data, default=str))


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_the_committed_schema_is_that_of_the_model() -> None:
    told = "run `grenswijzer knowledge schema --target knowledge/documents/entry.schema.json`"
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == Entry.model_json_schema(), told


def test_entries_of_ours_fit_the_schema(validator: jsonschema_rs.Validator) -> None:
    # The first of each folder: the schema is the model's own, and the model reads all of them.
    paths = [path for folder in DOCUMENTS.iterdir() for path in entry_paths([folder])[:1]]
    assert paths
    wrong = {path.name for path in paths if not validator.is_valid(as_json(read_yaml(path)))}
    assert wrong == set()


@pytest.mark.parametrize(
    "change", [{"topic": ["work"]}, {"kind": "law"}, {"title": {"nl": "a", "de": "b"}}, {"versions": []}]
)
def test_the_schema_refuses_what_the_model_refuses(validator: jsonschema_rs.Validator, change: dict[str, Any]) -> None:
    assert validator.is_valid(as_json(entry_data()))
    assert not validator.is_valid(as_json(entry_data(**change)))


def test_the_editor_settings_name_the_schema_for_every_entry() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    ((schema, pattern),) = settings["yaml.schemas"].items()
    assert (ROOT / schema).resolve() == SCHEMA
    assert {path for path in ROOT.glob(pattern) if path.is_file()} == set(DOCUMENTS.rglob("*.yml"))
