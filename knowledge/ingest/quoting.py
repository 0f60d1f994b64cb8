"""What readers see of a found passage: in the chat as a quotation, in a search as a result beside the entries."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from knowledge.analysis import tokenise
from knowledge.ingest.passages import sentences_of, windows_of
from knowledge.ingest.search import DocumentResult
from knowledge.phrases import phrase
from knowledge.rendering import format_partial_date
from knowledge.reply import Button, CitedSource, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Language, Status

#: A quotation is cut between sentences to about so many words.
MAX_QUOTED = 90
#: An entry whose answer is at least so sure is told, however sure a passage is. Of 120 questions that entries answer,
#: asked where the very reports that they are made of were own documents, every answer stayed.
SURE_ANSWER = 0.9
_CUT = "…"


def is_settled(reply: Reply) -> bool:
    """Tell whether `reply` is told whatever an own document says: documents need not be searched then."""
    # What has no confidence, as the desks of a place, was asked for by name.
    return reply.kind == ReplyKind.ANSWER and (reply.confidence is None or reply.confidence >= SURE_ANSWER)


def gives_way(reply: Reply, result: DocumentResult) -> bool:
    """Tell whether `result` is quoted instead of `reply`: of an entry's answer only where the passage is surer."""
    if is_settled(reply):
        return False
    return reply.kind != ReplyKind.ANSWER or (reply.confidence or 0.0) < result.confidence


def quote(result: DocumentResult, instead_of: Reply, title: str | None = None) -> Reply:
    """Return the reply that quotes `result`.

    The contacts and choices of `instead_of` stay with it; where that is an answer, it becomes a choice. `title`: of its
    entry.
    """
    language = instead_of.language
    contacts, buttons = instead_of.contacts, instead_of.buttons
    if title:
        choice = json.dumps({"choice": f"{instead_of.entry}#{instead_of.point}"})
        contacts, buttons = (), (Button(title, f"/choose{choice}"),)
    source = cite(result, language)
    named = ", ".join(filter(None, (source.title, source.locator)))
    quoted = shortened(result.passage.text, result.words, result.window)
    return Reply(
        text=f"{phrase('own_document', language, document=named)}\n“{quoted}”",
        kind=ReplyKind.ANSWER,
        status=ReplyStatus.ANSWERED_FROM_OWN_DOCUMENT,
        language=language,
        confidence=round(result.confidence, 3),
        as_of=format_partial_date(result.document.as_of, language),
        caution=_caution(result, language),
        sources=(source,),
        contacts=contacts,
        buttons=buttons,
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


def shortened(text: str, words: Sequence[str], window: int = 0) -> str:
    """Return a run of whole sentences of `text`, of about `MAX_QUOTED` words, with those of its window `window`.

    Of several such runs, the one that holds most of `words`; of these the one that begins latest, so that readers see
    first what they asked about. A window that is longer alone is cut between words.
    """
    sentences = [(sentence, end) for line in text.split("\n") for sentence, end in _ended(sentences_of(line))]
    lengths = [len(sentence.split()) for sentence, _ in sentences]
    if sum(lengths) <= MAX_QUOTED:
        return text
    runs = windows_of(text)
    first = sum(map(len, runs[:window]))
    last = first + len(runs[window])
    wanted = {word.casefold() for word in words}
    best: tuple[int, int, int] = (-1, first, last)
    for start in range(first + 1):
        end = last
        if sum(lengths[start:end]) > MAX_QUOTED:
            continue
        while end < len(sentences) and sum(lengths[start : end + 1]) <= MAX_QUOTED:
            end += 1
        held = set(tokenise(" ".join(sentence for sentence, _ in sentences[start:end]))) & wanted
        best = max(best, (len(held), start, end))
    _, start, end = best
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
