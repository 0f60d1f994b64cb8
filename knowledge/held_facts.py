"""Whether a text holds the facts that a right answer must hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

#: Alternatives, of which one must stand in the text.
Group = Sequence[str]


def _folded(text: str) -> str:
    """Casefold and make all blanks alike, so that `2 600` is found however its blank is coded."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def holds_all(text: str, must: Iterable[Group]) -> bool:
    """Tell whether `text` holds at least one alternative of every group."""
    folded = _folded(text)
    return all(any(_folded(alternative) in folded for alternative in group) for group in must)
