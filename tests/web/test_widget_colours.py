"""The colours of the chat and of all our pages: text and edges stand out, light and dark, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.routes.widget import STATIC, themes

pytestmark = pytest.mark.unit

WIDGET = STATIC.parents[1] / "widget"
TOKEN = re.compile(r"--grenswijzer-([\w-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));")
#: WCAG 2: text, and whatever must be seen to be used.
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("ink", "surface", TEXT),
    ("ink", "surface-soft", TEXT),
    ("ink", "caution", TEXT),
    ("ink", "problem", TEXT),
    ("ink-soft", "surface", TEXT),
    ("ink-soft", "surface-soft", TEXT),
    ("link", "surface", TEXT),
    ("link", "surface-soft", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-hover", TEXT),
    ("control", "surface", EDGE),
    ("focus", "surface", EDGE),
    ("caution-line", "caution", EDGE),
    ("problem-line", "problem", EDGE),
]


def colours(path: Path) -> dict[str, tuple[str, str]]:
    """Return the colours of a file by token, light and dark."""
    found = TOKEN.findall(path.read_text(encoding="utf-8"))
    return {name: (light or both, dark or both) for name, light, dark, both in found}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_has_the_highest_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("theme", sorted(themes()))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_edges_stand_out(theme: str, scheme: str) -> None:
    all_of_it = colours(WIDGET / "src" / "frame" / "tokens.css") | colours(WIDGET / "themes" / f"{theme}.css")
    at = ("light", "dark").index(scheme)
    low = {
        (ink, ground): contrast(all_of_it[ink][at], all_of_it[ground][at])
        for ink, ground, least in PAIRS
        if contrast(all_of_it[ink][at], all_of_it[ground][at]) < least
    }
    assert low == {}
