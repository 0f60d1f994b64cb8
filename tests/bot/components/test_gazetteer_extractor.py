from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.gazetteer_extractor import GazetteerExtractor
from bot.components.gazetteers import GazetteersUnusable
from tests.bot.building import create, entities, load, message

NAMES: dict[str, Any] = {
    "format": 1,
    "entities": {
        "country": [
            {"value": "CN", "forms": ["china", "chinesischer", "chinees"], "exact": []},
            {"value": "NL", "forms": ["nederland", "niederlanden"], "exact": ["NL"]},
            {"value": "US", "forms": ["usa"], "exact": ["US"]},
        ],
        "organisation": [
            {"value": "ind", "forms": ["ind"], "exact": []},
            {"value": "ind-desks", "forms": ["ind loket"], "exact": []},
        ],
        "education_level": [
            {"value": "mbo", "forms": ["mbo"], "exact": []},
            {"value": "mbo-4", "forms": ["mbo 4", "mbo-4"], "exact": []},
        ],
        "place": [{"value": "Bad Bentheim", "forms": ["bad bentheim", "bentheim"], "exact": []}],
    },
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "gazetteers.json"
    file.write_text(json.dumps(NAMES), encoding="utf-8")
    return file


@pytest.fixture
def extractor(tmp_path: Path, path: Path) -> GazetteerExtractor:
    made = create(GazetteerExtractor, tmp_path / "model", path=str(path))
    made.train(TrainingData())
    return made


def found(extractor: GazetteerExtractor, text: str | None) -> list[dict[str, Any]]:
    return extractor.process([message(text)])[0].get("entities", [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Een CHINEES in Bad Bentheim", {"country": "CN", "place": "Bad Bentheim"}),
        ("ein chinesischer Student", {"country": "CN"}),
        ("IND-Termin machen", {"organisation": "ind"}),
        ("mbo-4 diploma", {"education_level": "mbo-4"}),
        ("Chinatown in Bentheimer Wald", {}),
        ("", {}),
        ("/ask", {}),
        (None, {}),
    ],
)
def test_names_are_found_in_any_case_and_as_whole_words(
    extractor: GazetteerExtractor, text: str | None, expected: dict[str, str]
) -> None:
    assert {e["entity"]: e["value"] for e in found(extractor, text)} == expected


def test_an_entity_says_where_it_stands_and_who_found_it(extractor: GazetteerExtractor) -> None:
    (entity,) = found(extractor, "ich bin aus China!")
    assert (entity["start"], entity["end"], entity["extractor"]) == (12, 17, "GazetteerExtractor")


def test_the_longest_name_of_a_kind_wins(extractor: GazetteerExtractor) -> None:
    assert [e["value"] for e in found(extractor, "waar is het IND loket")] == ["ind-desks"]


def test_an_ordinary_word_is_a_name_only_as_it_is_written(extractor: GazetteerExtractor) -> None:
    assert found(extractor, "can you tell us more") == []
    assert [e["value"] for e in found(extractor, "a US citizen")] == ["US"]


def test_the_country_that_tells_most_comes_last_so_that_the_slot_takes_it(extractor: GazetteerExtractor) -> None:
    countries = [e["value"] for e in found(extractor, "aus China in den Niederlanden")]
    assert countries == ["NL", "CN"]


def test_entities_of_other_components_stay(extractor: GazetteerExtractor) -> None:
    before = message("china")
    before.set("entities", [{"entity": "language", "value": "de"}])
    assert entities(extractor.process([before])[0]) == {"language": "de", "country": "CN"}


def test_the_model_holds_the_names_so_that_the_file_may_go(
    tmp_path: Path, path: Path, extractor: GazetteerExtractor
) -> None:
    path.unlink()
    again = load(GazetteerExtractor, tmp_path / "model", path=str(path))
    assert [e["value"] for e in found(again, "china")] == ["CN"]


def test_changed_names_change_the_fingerprint(path: Path) -> None:
    before = GazetteerExtractor.fingerprint_addon({"path": str(path)})
    path.write_text(path.read_text().replace("china", "kina"))
    assert before not in (None, GazetteerExtractor.fingerprint_addon({"path": str(path)}))


def test_a_fingerprint_can_be_asked_for_without_a_path_as_rasa_does_for_cached_results() -> None:
    assert GazetteerExtractor.fingerprint_addon({"output": "a cached resource"})


@pytest.mark.parametrize("content", [None, "{", "[]", "{}", '{"format": 2, "entities": {}}', '{"format": 1}'])
def test_a_missing_or_damaged_file_says_how_to_build_it(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "names.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(GazetteersUnusable, match="grenswijzer bot-data"):
        create(GazetteerExtractor, tmp_path / "model", path=str(file)).train(TrainingData())
