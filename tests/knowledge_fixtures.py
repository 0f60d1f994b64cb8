"""A small real index of six of our own entries with the built encoder, and the whole one that set-up built."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder
from knowledge.index import build_index
from knowledge.loading import DOCUMENTS, KnowledgeError
from tests.support import need

SAMPLE = ("work-beside-study", "orientation-year", "highly-skilled-migrant", "cefr-language-levels", "ind", "uwv")
WHOLE = Path(__file__).parents[1] / "models" / "index"
TODAY = dt.date(2026, 11, 22)


@pytest.fixture(scope="session")
def sample_entries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the sample entries."""
    folder = tmp_path_factory.mktemp("entries")
    for path in DOCUMENTS.rglob("*.yml"):
        if path.stem in SAMPLE:
            shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="session")
def sample_index(encoder: Encoder, sample_entries: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built index of the sample; tests that damage it take a copy."""
    folder = tmp_path_factory.mktemp("index")
    build_index(folder, encoder, lambda _done, _total: None, [sample_entries])
    return folder


@pytest.fixture(scope="session")
def assistant(encoder: Encoder, sample_index: Path) -> Assistant:
    """The assistant on the sample, on a fixed day."""
    return Assistant(sample_index, encoder, FixedClock(TODAY))


@pytest.fixture(scope="session")
def whole_assistant(encoder: Encoder) -> Assistant:
    """The assistant on all entries, on a fixed day."""
    try:
        return Assistant(WHOLE, encoder, FixedClock(TODAY))
    except KnowledgeError as error:
        need(False, "The index", f"{error} (`make build` makes it)")
        raise
