"""Which words of two texts differ, so that a reader sees it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from knowledge.units import SUMMARY

_TOKEN = re.compile(r"\w+(?:[.,:/-]\w+)*|\s+|[^\w\s]")
#: Fewer words between two differences are the same by chance: marked with them it reads better.
LEAST_SAME = 3
#: A text in pieces, each with whether the other text lacks it.
Pieces = list[tuple[str, bool]]


def differences(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Return both texts in pieces; those of each put together are the text."""
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    left: Pieces = []
    right: Pieces = []
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    for number, (tag, a, b, c, d) in enumerate(steps):
        between = 0 < number < len(steps) - 1
        differs = tag != "equal" or (between and sum(map(_is_word, one[a:b])) < LEAST_SAME)
        for pieces, text in ((left, "".join(one[a:b])), (right, "".join(other[c:d]))):
            _add(pieces, text, differs)
    return left, right


def _is_word(token: str) -> bool:
    return token[0].isalnum()


def _add(pieces: Pieces, text: str, differs: bool) -> None:
    """Add `text` to the last of `pieces` where that is of its sort, else as another."""
    if pieces and pieces[-1][1] == differs:
        pieces[-1] = (pieces[-1][0] + text, differs)
    elif text:
        pieces.append((text, differs))


def changed_points(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what differs between two versions of an entry, as `entry_view` gives them: the summary, then points."""
    then, now = _texts(before), _texts(after)
    found: list[dict[str, Any]] = []
    for point in dict.fromkeys([*now, *then]):
        old, new = then.get(point), now.get(point)
        if old is None or new is None:
            found.append({"point": point, "before": _whole(old), "after": _whole(new)})
        elif old != new:
            left, right = differences(old, new)
            found.append({"point": point, "before": left, "after": right})
    return found


def _texts(version: Mapping[str, Any]) -> dict[str, str]:
    points: Sequence[Mapping[str, str]] = version["points"]
    summary = {SUMMARY: version["summary"]} if version["summary"] else {}
    return summary | {point["id"]: point["text"] for point in points}


def _whole(text: str | None) -> Pieces | None:
    return None if text is None else [(text, False)]
