"""Lines of pages, as PDF and plain text give them: running heads dropped, words that a line end parts joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

#: How many lines at the top and the bottom of a page may be running heads or feet.
_EDGE = 3
#: A line at the edge is a running one when this share of the pages, and at least `_MIN_PAGES`, have it. Less than half,
#: for left and right pages often have heads of their own.
_RUNNING_SHARE = 0.4
_MIN_PAGES = 3
#: How much larger than the body's letters those of a heading are.
HEADING_SIZE = 1.15
_NUMBER = re.compile(r"\d{1,4}")
#: Looked for from its beginning in the whole of a long line, the end of one takes long to find.
_LONGEST_WORD = 100
_PARTED = re.compile(r"([^\W\d_]+)-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
#: After these a hyphen stands for the rest of a word: "in- en uitschrijven", "Ein- und Ausreise".
_JOINERS = frozenset({"en", "of", "und", "oder", "and", "or", "bzw", "resp"})
#: A line of a table of contents tells nothing, but holds the words of every heading.
_LEADER = re.compile(r"(?:\.\s?){4,}\s*\d*$|(?:…\s?){2,}\s*\d*$")


@dataclass(frozen=True)
class Line:
    """One line of a page. Sizes and places in points, 0 where they are not known; `top` grows upwards."""

    text: str
    size: float = 0.0
    top: float = 0.0


Page = Sequence[Line]


def without_running_lines(pages: Sequence[Page]) -> list[list[Line]]:
    """Return `pages` without the heads and feet that most of them share, and without lines of a table of contents."""
    large = HEADING_SIZE * body_size(pages)

    def shapes(line: Line, number: int) -> set[str]:
        # In large letters, "Chapter 3" on page 3 is no page number.
        return {line.text} if line.size >= large > 0 else _shapes(line.text, number)

    counts: Counter[str] = Counter()
    for number, page in enumerate(pages):
        counts.update({shape for line in _edges(page) for shape in shapes(line, number)})
    needed = max(_MIN_PAGES, _RUNNING_SHARE * len(pages))
    running = {shape for shape, count in counts.items() if count >= needed}
    kept: list[list[Line]] = []
    for number, page in enumerate(pages):
        runs = {id(line) for line in _edges(page) if not running.isdisjoint(shapes(line, number))}
        dropped = _outermost(page, runs)
        kept.append([line for line in page if id(line) not in dropped and not _LEADER.search(line.text)])
    return kept


def _shapes(text: str, page: int) -> set[str]:
    """Return what `text` has in common with the same line of other pages: itself, or all but the page's number."""
    folded = text.casefold()
    found = {folded}
    for match in _NUMBER.finditer(folded):
        counted = int(match[0]) - page
        found.add(f"{folded[: match.start()]}<page {counted:+}>{folded[match.end() :]}")
    return found


def _from_top(page: Page) -> list[Line]:
    """Return the lines of `page` that say something, highest first."""
    # The sort keeps the order of lines whose places are not known, or are the same.
    return sorted((line for line in page if line.text), key=lambda line: -line.top)


def _edges(page: Page) -> list[Line]:
    lines = _from_top(page)
    return [*lines[:_EDGE], *lines[max(_EDGE, len(lines) - _EDGE) :]]


def _outermost(page: Page, running: set[int]) -> set[int]:
    """Return those of `running`, identities of lines, that nothing but running lines stand outside of."""
    lines = _from_top(page)
    found: set[int] = set()
    for inwards in (lines[:_EDGE], lines[: -_EDGE - 1 : -1]):
        found |= {id(line) for line in takewhile(lambda line: id(line) in running, inwards)}
    return found


def body_size(pages: Sequence[Page]) -> float:
    """Return the size that most letters have, 0 where sizes are not known."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


class HyphenJoiner:
    """Joins words that line ends part, as the rest of the same document spells them."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._words = Counter(
            word.casefold() for page in pages for line in page for word in _WORD.findall(line.text.rstrip("-"))
        )

    def join_all(self, lines: Sequence[str]) -> str:
        """Return lines, of which there is at least one, as one text."""
        parts = [lines[0]]
        for line in lines[1:]:
            joined = self.join(parts[-1], line)
            # A text that grew with every line would be copied with every line.
            if len(joined) > len(parts[-1]) + len(line):
                parts.append(line)
            else:
                parts[-1] = joined
        return " ".join(parts)

    def join(self, first: str, second: str) -> str:
        """Return two lines as one text: parted by a blank, or as one word."""
        parted, following = _PARTED.search(first, max(0, len(first) - _LONGEST_WORD)), _WORD.match(second)
        if not parted or not following:
            return f"{first} {second}"
        head, tail = parted[1], following[0]
        if tail.casefold() in _JOINERS:
            return f"{first} {second}"
        hyphenated, whole = f"{head}-{tail}".casefold(), f"{head}{tail}".casefold()
        names = head.isupper() or tail[0].isupper()
        if self._words[hyphenated] > self._words[whole] or (names and not self._words[whole]):
            return first + second
        return first[:-1] + second
