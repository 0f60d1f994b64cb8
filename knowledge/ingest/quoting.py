"""What readers see of a found passage: in the chat as a quotation, in a search as a result beside the entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from knowledge.analysis import tokenise
from knowledge.ingest.passages import sentences_of
from knowledge.ingest.search import DocumentResult
from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.reply import CitedSource, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Language, Status

#: A quotation is cut between sentences to about so many words.
MAX_QUOTED = 90
_CUT = "…"


def quote(result: DocumentResult, instead_of: Reply) -> Reply:
    """Return the reply that quotes `result`; the contacts and choices of `instead_of` stay with it."""
    language = instead_of.language
    source = cite(result, language)
    named = ", ".join(filter(None, (source.title, source.locator)))
    quoted = shortened(result.passage.text, result.words)
    return Reply(
        text=f"{phrase('own_document', language, document=named)}\n“{quoted}”",
        kind=ReplyKind.ANSWER,
        status=ReplyStatus.ANSWERED_FROM_OWN_DOCUMENT,
        language=language,
        confidence=round(result.confidence, 3),
        as_of=format_partial_date(result.document.as_of, language),
        caution=_caution(result, language),
        sources=(source,),
        contacts=instead_of.contacts,
        buttons=instead_of.buttons,
    )


def cite(result: DocumentResult, language: Language) -> CitedSource:
    """Return the document as a source, with the page, or the heading where it has no pages."""
    passage = result.passage
    if passage.first_page is None:
        locator = f"“{passage.headings[-1]}”" if passage.headings else ""
    elif passage.first_page == passage.last_page:
        locator = phrase("page", language, number=str(passage.first_page))
    else:
        locator = phrase("pages", language, first=str(passage.first_page), last=str(passage.last_page))
    return CitedSource(result.document.title, locator, None, result.document.as_of)


def result_view(result: DocumentResult, language: Language) -> dict[str, Any]:
    """Return `result` as the look-up API gives it, with the fields that entries have."""
    passage = result.passage
    matched = {"text": passage.text, "kind": "document", "language": passage.language}
    return {
        "id": result.id,
        "point": str(result.number),
        "kind": "document",
        "own": True,
        "title": result.document.title,
        "headings": list(passage.headings),
        "passage": passage.text,
        "score": round(result.score, 4),
        "confidence": round(result.confidence, 4),
        "as_of": result.document.as_of,
        "status": str(Status.UNVERIFIED),
        "caution": _caution(result, language),
        "older": None,
        "sources": [asdict(cite(result, language))],
        "official": [],
        "contacts": [],
        "why": {"matched": matched, "words": list(result.words)},
    }


def shortened(text: str, words: Sequence[str]) -> str:
    """Return the run of whole sentences of `text`, of about `MAX_QUOTED` words, that holds most of `words`.

    Of several, the one that begins latest, so that readers see first what they asked about; where none holds any, the
    first. A sentence that is longer alone is cut between words.
    """
    sentences = [(sentence, end) for line in text.split("\n") for sentence, end in _ended(sentences_of(line))]
    lengths = [len(sentence.split()) for sentence, _ in sentences]
    if sum(lengths) <= MAX_QUOTED:
        return text
    wanted = {word.casefold() for word in words}
    best: tuple[int, int, int] = (-1, 0, 1)
    for start in range(len(sentences)):
        end = start + 1
        while end < len(sentences) and sum(lengths[start : end + 1]) <= MAX_QUOTED:
            end += 1
        held = set(tokenise(" ".join(sentence for sentence, _ in sentences[start:end]))) & wanted
        best = max(best, (len(held), start if held else -start, end))
    start, end = abs(best[1]), best[2]
    run = "".join(sentence + after for sentence, after in sentences[start:end]).strip()
    whole = run.split()
    if len(whole) > MAX_QUOTED:
        return " ".join(whole[:MAX_QUOTED]) + f" {_CUT}"
    return (f"{_CUT} " if start else "") + run + (f" {_CUT}" if end < len(sentences) else "")


def _ended(sentences: Sequence[str]) -> list[tuple[str, str]]:
    """Return each sentence of a line with what stands behind it."""
    return [(one, "\n" if number == len(sentences) else " ") for number, one in enumerate(sentences, 1)]


def _caution(result: DocumentResult, language: Language) -> str:
    unchecked = phrase("own_document_unchecked", language)
    if result.passage.language == language:
        return unchecked
    return f"{unchecked} {phrase(f'own_document_in_{result.passage.language}', language)}"
