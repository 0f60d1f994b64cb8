"""What a message still asks once the personal data are out of it."""

from __future__ import annotations

from knowledge.privacy.names import WORD
from knowledge.privacy.vocabulary import vocabulary

#: So many words of content in lower case are a message of their own, whatever they are about.
ENOUGH_WORDS = 4


def asks_something(remainder: str) -> bool:
    """Tell whether `remainder`, a message without its personal data, holds a question or a subject of ours.

    Words that only belong to the personal data (labels, "call me", "please save") do not count, nor do
    words that can be names.
    """
    words = vocabulary()
    content = [word for word in WORD.findall(remainder) if word.casefold() not in words.glue]
    if any(word.casefold() in words.asking or word.casefold().startswith(words.topical) for word in content):
        return True
    if content and "?" in remainder:
        return True
    return sum(not word[0].isupper() for word in content) >= ENOUGH_WORDS
