"""Cut a document into passages: long enough to answer a question, short enough to be quoted."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.ingest.blocks import Block

#: No passage is longer; sections are cut into passages of about equal length, so few are shorter than two thirds of it.
MAX_WORDS = 120
#: A question is compared with so many words of a passage at a time, for it is seldom about all that a passage tells.
WINDOW_WORDS = 35
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“„‘(\[]?[A-ZÀ-Þ0-9€•])")
#: A full stop behind these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:bijv|bv|nr|art|ca|resp|blz|tel|drs|dr|mr|ir|ing|prof|jl|incl|excl|evt|max|min|bzw|ggf|inkl|zzgl|abs|usw|str"
    r"|e\.g|i\.e|mrs|ms|vs|st|no|z\.b|d\.h|u\.a|o\.a|d\.w\.z|m\.b\.t|i\.v\.m|t\.a\.v)|\b[A-Za-z])\.$",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION = 20
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]]*$")


@dataclass(frozen=True)
class Piece:
    """One passage of a document, of 1 to `MAX_WORDS` words, paragraphs parted by line ends."""

    text: str
    #: The headings above it, highest first.
    headings: tuple[str, ...]
    #: None where the format knows no pages.
    first_page: int | None
    last_page: int | None


@dataclass(frozen=True)
class _Sentence:
    text: str
    page: int | None
    opens_paragraph: bool

    @property
    def words(self) -> int:
        return len(self.text.split())


def split(blocks: Sequence[Block]) -> list[Piece]:
    """Cut `blocks` at headings, then between sentences. No word of a paragraph is lost, none told twice.

    A heading with nothing beneath it is kept as a passage; all others stand in `Piece.headings`.
    """
    pieces: list[Piece] = []
    for headings, paragraphs in _sections(blocks):
        sentences = [sentence for block in paragraphs for sentence in _sentences(block)]
        pieces += [_piece(part, headings) for part in _parts(sentences)]
    return pieces


def sentences_of(text: str) -> list[str]:
    """Return the sentences of one paragraph, in order."""
    found: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text, max(start, match.start() - _LONGEST_ABBREVIATION), match.start()):
            found.append(text[start : match.end()].strip())
            start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def windows_of(text: str) -> list[list[str]]:
    """Return the sentences of a passage in runs, in order, each of `WINDOW_WORDS` words or of one longer sentence."""
    found: list[list[str]] = []
    words = 0
    for sentence in (sentence for line in text.split("\n") for sentence in sentences_of(line)):
        length = len(sentence.split())
        if found and words + length <= WINDOW_WORDS:
            found[-1].append(sentence)
            words += length
        else:
            found.append([sentence])
            words = length
    return found


def _sections(blocks: Sequence[Block]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """Yield the paragraphs that stand under the same headings."""
    path: dict[int, str] = {}
    paragraphs: list[Block] = []
    bare: Block | None = None
    for block in blocks:
        if block.level is None:
            paragraphs.append(block)
            bare = None
            continue
        if paragraphs:
            yield tuple(path.values()), paragraphs
            paragraphs = []
        if bare is not None and bare.level is not None and bare.level >= block.level:
            yield tuple(path.values())[:-1], [bare]
        above = {level: text for level, text in path.items() if level < block.level}
        path, bare = {**above, block.level: block.text}, block
    if paragraphs:
        yield tuple(path.values()), paragraphs
    if bare is not None:
        yield tuple(path.values())[:-1], [bare]


def _sentences(block: Block) -> Iterator[_Sentence]:
    first = True
    for sentence in sentences_of(block.text):
        words = sentence.split()
        # A table or a list without full stops can be one "sentence" of any length.
        count = math.ceil(len(words) / MAX_WORDS)
        for part in range(count):
            chunk = words[part * len(words) // count : (part + 1) * len(words) // count]
            yield _Sentence(" ".join(chunk), block.page, first)
            first = False


def _parts(sentences: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    """Yield runs of sentences of at most `MAX_WORDS` words, about equally long, rather ended with a paragraph."""
    total = sum(sentence.words for sentence in sentences)
    target = total / max(1, math.ceil(total / MAX_WORDS))
    part: list[_Sentence] = []
    words = 0
    for sentence in sentences:
        is_full = words + sentence.words > MAX_WORDS
        is_enough = words >= target or (sentence.opens_paragraph and words >= 0.75 * target)
        if part and (is_full or (is_enough and total > MAX_WORDS)):
            yield part
            part, words = [], 0
        part.append(sentence)
        words += sentence.words
    if part:
        yield part


def _piece(sentences: Sequence[_Sentence], headings: tuple[str, ...]) -> Piece:
    text = sentences[0].text
    for before, sentence in zip(sentences, sentences[1:], strict=False):
        # A page's end can part a sentence.
        runs_on = not _ENDS_SENTENCE.search(before.text) and sentence.text[0].islower()
        text += (" " if runs_on or not sentence.opens_paragraph else "\n") + sentence.text
    pages = [sentence.page for sentence in sentences if sentence.page is not None]
    return Piece(text, headings, min(pages, default=None), max(pages, default=None))
