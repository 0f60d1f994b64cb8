"""Make what a user typed safe to hand on.

Rasa obeys `/intent{"slot": ...}` from anybody, also behind blanks. So what looks empty is removed, and a
text that would begin with a slash is told apart before it can reach Rasa.
"""

from __future__ import annotations

import unicodedata

from knowledge.assistant import MAX_QUESTION_CHARS

#: More would not be searched for.
MAX_CHARS = MAX_QUESTION_CHARS
#: Letters and signs by their category that show nothing at all.
_BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0e\ufe0f")
_COMMAND_SIGNS = ("/", "\\")


def _cleaned(character: str) -> str:
    category = unicodedata.category(character)
    if character in "\n\t\r" or category.startswith("Z"):
        return " "
    if category in {"Cc", "Cf", "Cs", "Co"} or character in _BLANK:
        return ""
    return character


def clean(text: str) -> str:
    """Return `text` composed (NFC), without invisible signs, with single blanks and none at its ends."""
    visible = "".join(map(_cleaned, unicodedata.normalize("NFC", text)))
    return " ".join(visible.split())


def is_command(text: str) -> bool:
    """Tell whether the cleaned `text` could be read as a payload: it begins with any kind of slash."""
    return unicodedata.normalize("NFKC", text).lstrip().startswith(_COMMAND_SIGNS)
