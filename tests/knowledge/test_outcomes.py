"""The file of a calibration's outcomes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.confidence import Thresholds
from knowledge.loading import KnowledgeError
from knowledge.outcomes import Outcome, Outcomes

pytestmark = pytest.mark.unit

ASKED = st.builds(
    Outcome, st.sampled_from(["nl", "de", "en"]), st.sampled_from(["typo", "keyword"]), st.just("asked"),
    st.sampled_from(["mvv", "twv"]), st.floats(0, 1).map(lambda p: round(p, 6)), st.booleans(), st.booleans(),
)  # fmt: skip


def outcomes(rows: list[Outcome]) -> Outcomes:
    thresholds, day = Thresholds(0.6, 0.3), dt.date(2026, 11, 23)
    return Outcomes(day, "index", "knowledge", "encoder", thresholds, (0.12, 0.05), tuple(rows))


@given(st.lists(ASKED, max_size=8))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, rows: list[Outcome]) -> None:
    path = tmp_path_factory.mktemp("outcomes") / "new" / "calibration.json"
    written = outcomes(rows)
    written.write(path)
    read = Outcomes.read(path)
    assert sorted(map(repr, read.rows)) == sorted(map(repr, rows))
    assert (read.day, read.thresholds, read.limits) == (written.day, written.thresholds, written.limits)


def test_the_order_of_questions_changes_nothing_in_the_file(tmp_path: Path) -> None:
    rows = [Outcome("de", "", "off", "", 0.1, False, False), Outcome("nl", "typo", "asked", "mvv", 0.9, True, True)]
    outcomes(rows).write(tmp_path / "a.json")
    outcomes(rows[::-1]).write(tmp_path / "b.json")
    assert (tmp_path / "a.json").read_text() == (tmp_path / "b.json").read_text()


@pytest.mark.parametrize("text", ["", "[]", '{"columns": ["language"]}', '{"columns": null}'])
def test_a_file_of_another_kind_is_refused_in_a_sentence_that_says_how_to_make_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match="grenswijzer calibrate"):
        Outcomes.read(path)


def test_a_missing_file_is_told_in_the_same_way(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="grenswijzer calibrate"):
        Outcomes.read(tmp_path / "none.json")
