"""Which units an answer tells: the best one, and others where these are close."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from knowledge.analysis import tokenise
from knowledge.schema import Language
from knowledge.stores.base import Floats1d, Ints1d
from knowledge.units import Unit

#: A further point, of any entry, may belong to the answer when it is at least this share as likely as the best.
#: Measured on questions that nothing was fitted to: a second point of the best entry lifts right answers by 8 points
#: against none, one of any entry by 2 more, a third by half a point at 6 words more; a larger share loses of it.
CLOSE = 0.05
#: Points that an answer tells at most.
MAX_POINTS = 3
#: Words that an answer of several points may have together, older rules included.
MAX_WORDS = 110
#: Words this short say little about what a text tells.
_SHORT_WORD = 3


def close_rows(final: Floats1d) -> Ints1d:
    """Return the rows of `final`, shape (units,), that are close to the best one, the best first."""
    order = np.argsort(-final, kind="stable")
    close: Ints1d = order[final[order] >= max(CLOSE * final[order[0]], np.finfo(np.float32).tiny)]
    return close


def told_together(best: Unit, companions: Iterable[Unit], language: Language) -> list[Unit]:
    """Return `best` and the first of `companions` that tell something new and are short enough beside it."""
    told = [best]
    words = _words(best, language)
    for companion in companions:
        if len(told) == MAX_POINTS:
            break
        more = _words(companion, language)
        known = (unit.text[language] for unit in told)
        if words + more <= MAX_WORDS and not any(_repeats(companion.text[language], text) for text in known):
            told.append(companion)
            words += more
    return told


def told_text(units: Sequence[Unit], language: Language) -> str:
    """Return all that is said of `units`, their older rules included."""
    return " ".join(f"{unit.text[language]} {unit.older.text[language] if unit.older else ''}" for unit in units)


def _words(unit: Unit, language: Language) -> int:
    return len(told_text([unit], language).split())


def _repeats(text: str, told: str) -> bool:
    """Tell whether more than half of the longer words of `text` were told already."""
    words, known = ({word for word in tokenise(one) if len(word) > _SHORT_WORD} for one in (text, told))
    return len(words & known) > len(words) / 2
