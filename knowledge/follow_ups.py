"""What is said of an answer on request: where it comes from, what held before, and the short of it."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.phrases import phrase
from knowledge.reply import CitedSource, Reply, ReplyKind, ReplyStatus, new_id
from knowledge.sentences import split_sentences

#: "No, I mean ..." says the last question anew.
_CORRECTING = re.compile(
    r"(?:(?:nee|neen|nein|nö|no|sorry)\b[\s,.!]*)?(?:ik bedoel\w*|ich mein\w*|i mean|i meant)\b", re.IGNORECASE
)


def corrects(question: str) -> bool:
    """Tell whether `question` begins as the correction of the last one does."""
    return _CORRECTING.match(question.strip()) is not None


def told_source(reply: Reply) -> Reply:
    """Return where `reply` comes from, in words."""
    named = "; ".join(_cited(source) for source in reply.sources)
    text = phrase("source_is", reply.language, sources=named, date=reply.as_of or "?")
    return replace(reply, text=text, older=None, contacts=(), buttons=(), caution=None, id=new_id())


def _cited(source: CitedSource) -> str:
    return ", ".join(filter(None, (source.title, source.locator)))


def told_older(reply: Reply) -> Reply:
    """Return what held before for what `reply` tells; or that nothing older is known."""
    if reply.older is None:
        text = phrase("nothing_older", reply.language, date=reply.as_of or "?")
        return Reply(text, ReplyKind.NOTICE, ReplyStatus.SMALL_TALK, reply.language)
    text = f"{reply.older.text}\n{phrase('now_holds', reply.language, text=first_sentence(reply.text))}"
    return replace(reply, text=text, older=None, contacts=(), buttons=(), id=new_id())


def told_shorter(reply: Reply) -> Reply:
    """Return the first sentence of `reply`, which says yes or no, or the rule."""
    return replace(reply, text=first_sentence(reply.text), older=None, contacts=(), id=new_id())


def first_sentence(text: str) -> str:
    """Return the first sentence of `text`; a bare yes or no takes the next one along."""
    sentences = split_sentences(text)
    told = sentences[0] if sentences else ""
    if len(told.split()) <= 2 and len(sentences) > 1:  # noqa: PLR2004 - "No." and "That depends."
        told = f"{told} {sentences[1]}"
    return told
