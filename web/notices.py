"""What the service itself says in the chat, in three languages, from `notices.yml`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from knowledge.phrases import catalogue
from knowledge.privacy import DataKind
from knowledge.reply import Contact, Reply, ReplyKind, ReplyStatus
from knowledge.schema import Language

NOTICES = Path(__file__).with_name("notices.yml")
#: Words of which one is in every text that says "I am a machine".
DISCLOSING = (
    "geautomatiseerde assistent",
    "automatische assistent",
    "automatisierte",
    "automatischer assistent",
    "automated assistant",
)


def text_of(name: str, language: Language, **parts: str) -> str:
    """Return the text `name`, with `{…}` replaced by `parts`."""
    return catalogue(NOTICES)[name][language].format(**parts)


def discloses(text: str) -> bool:
    """Tell whether `text` says that an automated assistant speaks."""
    return any(words in text.casefold() for words in DISCLOSING)


def _notice(text: str, status: ReplyStatus, language: Language, contacts: tuple[Contact, ...] = ()) -> Reply:
    return Reply(text, ReplyKind.NOTICE, status, language, contacts=contacts)


def disclosure(language: Language) -> Reply:
    """Say that this is an automated assistant."""
    return _notice(text_of("disclosure", language), ReplyStatus.SMALL_TALK, language)


def command(language: Language) -> Reply:
    """Say that commands are not understood."""
    return _notice(text_of("command", language), ReplyStatus.SMALL_TALK, language)


def _names(kinds: Iterable[DataKind], language: Language) -> str:
    return ", ".join(text_of(f"kind_{kind}", language) for kind in kinds)


def refused_personal_data(kinds: Iterable[DataKind], language: Language) -> Reply:
    """Refuse a message of personal data alone."""
    text = text_of("refused_personal_data", language, kinds=_names(kinds, language))
    return _notice(text, ReplyStatus.REFUSED_PERSONAL_DATA, language)


def masked_personal_data(kinds: Iterable[DataKind], language: Language) -> Reply:
    """Tell what was taken out of a message before it was answered."""
    text = text_of("masked_personal_data", language, kinds=_names(kinds, language))
    return _notice(text, ReplyStatus.SMALL_TALK, language)


def fallback(language: Language, contacts: tuple[Contact, ...]) -> Reply:
    """Say that no answer can be given now, and whom to ask instead."""
    return _notice(text_of("fallback", language), ReplyStatus.FALLBACK_ERROR, language, contacts)
