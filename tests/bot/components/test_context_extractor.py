from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.components.context_extractor import ContextExtractor
from tests.bot.building import create, entities, message, tracker


@pytest.fixture
def extractor(tmp_path: Path) -> ContextExtractor:
    return create(ContextExtractor, tmp_path)


def test_role_and_region_of_the_page_become_entities(extractor: ContextExtractor) -> None:
    found = extractor.process([message("hoi", role="employer", region=" Emmen ")], tracker())[0]
    assert entities(found) == {"user_role": "employer", "user_region": "Emmen"}


def test_what_the_conversation_knows_is_not_said_again(extractor: ContextExtractor) -> None:
    known = tracker(user_role="employer", user_region="Emmen")
    found = extractor.process([message("hoi", role="employer", region="Venlo")], known)[0]
    assert entities(found) == {"user_region": "Venlo"}


@pytest.mark.parametrize(
    "metadata",
    [{}, {"role": "king"}, {"role": None, "region": None}, {"role": ["student"]}, {"region": 5}, {"region": "x" * 81}],
)
def test_what_is_no_role_or_region_is_left_out(extractor: ContextExtractor, metadata: dict[str, Any]) -> None:
    assert entities(extractor.process([message("hoi", **metadata)], tracker())[0]) == {}


def test_metadata_that_is_no_mapping_is_left_out(extractor: ContextExtractor) -> None:
    odd = message("hoi")
    odd.set("metadata", "employer")
    assert entities(extractor.process([odd], tracker())[0]) == {}
