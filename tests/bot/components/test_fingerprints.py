from __future__ import annotations

from pathlib import Path

import pytest

from bot.components import fingerprints
from bot.components.intent_classifier import NgramIntentClassifier
from bot.components.sentence_encoder import SentenceEncoder


@pytest.mark.parametrize("kind", [NgramIntentClassifier, SentenceEncoder])
def test_another_list_of_openings_invalidates_what_was_trained_with_it(
    kind: type[NgramIntentClassifier], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kind.fingerprint_addon({})
    assert before == kind.fingerprint_addon({})
    for path in fingerprints.HERE.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(fingerprints, "HERE", tmp_path)
    assert kind.fingerprint_addon({}) == before
    with (tmp_path / "openings.yml").open("a", encoding="utf-8") as file:
        file.write("- ahoi\n")
    assert kind.fingerprint_addon({}) != before


def test_the_hash_depends_on_each_file_and_their_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("b")
    hashes = {
        fingerprints.hash_of(*map(str, files)) for files in ([one], [two], [one, two], [two, one], [tmp_path / "no"])
    }
    assert len(hashes) == 5
