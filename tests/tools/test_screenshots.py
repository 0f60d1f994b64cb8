"""The pictures of the docs: each is taken by the command, is shown somewhere, and is small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tools.screenshots import PICTURES
from tools.screenshots.__main__ import DOCS
from tools.screenshots.taking import MOST_BYTES, beside, keep

pytestmark = pytest.mark.unit


def shown() -> set[Path]:
    pages = [DOCS.parent / "README.md", *DOCS.rglob("*.md")]
    return {
        (page.parent / name).resolve()
        for page in pages
        for name in re.findall(r"\]\(([^)\s]+\.png)\)", page.read_text(encoding="utf-8"))
    }


def test_every_picture_that_is_shown_is_taken_by_the_command_and_the_other_way_round() -> None:
    assert shown() == {(DOCS / name).resolve() for name in PICTURES}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_small(name: str) -> None:
    assert (DOCS / name).stat().st_size <= MOST_BYTES


def test_a_picture_that_is_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"noise.png has [\d,]+ bytes"):
        keep(Image.effect_noise((600, 600), 90).convert("RGB"), tmp_path / "noise.png")


def test_pictures_stand_side_by_side_whole() -> None:
    whole = beside(Image.new("RGB", (100, 50)), Image.new("RGB", (30, 80)))
    assert whole.size == (150, 80)
