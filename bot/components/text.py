"""What the components read of a message: its text, made safe to hand to any library."""

from __future__ import annotations

from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

#: The gateway refuses longer messages; this bounds the work where Rasa is called without it.
MAX_CHARS = 2000


def plain_text(message: Message) -> str:
    """Return the text that a person typed, at most `MAX_CHARS` characters.

    Returns "" where there is nothing to understand: no text, or the payload of a button. Lone
    surrogates and null characters, which C and Rust libraries refuse, become question marks.
    """
    text = message.get(TEXT)
    if not isinstance(text, str) or text.startswith(INTENT_MESSAGE_PREFIX):
        return ""
    safe = text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
    return safe.replace("\x00", "?").strip()
