"""An edit is answered without a restart, a broken one changes nothing, and the way back is one step."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.assistant import Assistant
from knowledge.clock import FixedClock
from knowledge.encoder import Encoder
from knowledge.index import build_index, roll_back
from knowledge.loading import EntryError
from knowledge.schema import LANGUAGES, Language
from tests.knowledge_fixtures import TODAY

pytestmark = pytest.mark.integration

KEY = "highly-skilled-migrant#thresholds"
BEFORE: dict[Language, str] = {"nl": "5.942", "de": "5.942", "en": "5,942"}
AFTER: dict[Language, str] = {"nl": "6.543", "de": "6.543", "en": "6,543"}


class Desk:
    """An editor's entries, and an assistant that runs on their index."""

    def __init__(self, encoder: Encoder, entries: Path, index: Path) -> None:
        self.encoder, self.entries, self.index = encoder, entries, index
        self.assistant = Assistant(index, encoder, FixedClock(TODAY))
        self.file = entries / "highly-skilled-migrant.yml"

    def edit(self, old: str, new: str) -> None:
        """Change the first occurrence of `old`."""
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new, 1), encoding="utf-8")

    def build(self) -> int:
        """Build, and return how many texts were embedded."""
        embedded: list[int] = []
        build_index(self.index, self.encoder, lambda done, _total: embedded.append(done), [self.entries])
        return embedded[-1] - embedded[0] + 1 if embedded else 0

    def told(self, language: Language) -> str:
        """Return what is said of the threshold."""
        return self.assistant.tell(KEY, language).text


@pytest.fixture
def desk(encoder: Encoder, sample_entries: Path, sample_index: Path, tmp_path: Path) -> Desk:
    entries = Path(shutil.copytree(sample_entries, tmp_path / "entries"))
    return Desk(encoder, entries, Path(shutil.copytree(sample_index, tmp_path / "index")))


def test_one_changed_threshold_is_told_in_three_languages_without_a_restart(desk: Desk) -> None:
    assert all(BEFORE[language] in desk.told(language) for language in LANGUAGES)
    desk.edit("amount: 5942", "amount: 6543")
    desk.build()
    assert desk.assistant.reload_if_changed()
    assert all(AFTER[language] in desk.told(language) for language in LANGUAGES)
    assert not desk.assistant.reload_if_changed()


def test_a_broken_edit_is_refused_with_its_file_and_line_and_the_old_answer_stays(desk: Desk) -> None:
    desk.edit("amount: 5942", "amount: about 6000")
    with pytest.raises(EntryError, match=r"highly-skilled-migrant\.yml:\d+: .*amount"):
        desk.build()
    assert not desk.assistant.reload_if_changed()
    assert all(BEFORE[language] in desk.told(language) for language in LANGUAGES)


def test_a_rollback_is_answered_without_a_restart(desk: Desk) -> None:
    desk.edit("amount: 5942", "amount: 6543")
    desk.build()
    desk.assistant.reload_if_changed()
    roll_back(desk.index)
    assert desk.assistant.reload_if_changed()
    assert BEFORE["nl"] in desk.told("nl")
