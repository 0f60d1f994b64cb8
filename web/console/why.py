"""Why a result was found, and why it stands above the next, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.reasons import quoted, told_passed_over, why_it_lost
from knowledge.schema import Language
from web.console.pages import text_of
from web.schemas import WhyOut

#: What is said of a stored text that matched, by its kind; of any other kind, that the text itself did.
MATCHED = {"question": "why_question", "asked": "why_asked", "title": "why_title"}


@dataclass(frozen=True)
class Told:
    """The explanation of one result."""

    matched: str
    #: The stored question or title that matched, in its language; None where it was the text of the result.
    stored: str | None
    language: Language
    words: str
    next: str | None


def told_why(why: WhyOut, next_title: str | None, language: Language) -> Told:
    """Return the explanation; `next_title`: of the result below."""
    matched = MATCHED.get(why.matched.kind)
    return Told(
        text_of(matched or "why_text", language),
        why.matched.text if matched else None,
        why.matched.language,
        _words(why, language),
        _next(why, next_title, language),
    )


def _words(why: WhyOut, language: Language) -> str:
    found = [quoted([word], language) for word in why.words]
    found += [text_of("why_part", language, word=one.word, part=one.part) for one in why.compound_parts]
    found += [text_of("why_mended", language, word=one.word, known=one.known) for one in why.mended]
    return text_of("why_words", language, words=", ".join(found)) if found else text_of("why_no_words", language)


def _next(why: WhyOut, title: str | None, language: Language) -> str | None:
    said = [told_passed_over(one, language) for one in why.passed_over]
    if why.runner_up and title:
        said.append(text_of("why_next", language, title=title, reasons=why_it_lost(why.runner_up, language)))
    return "; ".join(said) or None
