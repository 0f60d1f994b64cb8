"""Make messages of the items that Rasa's REST channel answers with.

Rasa splits a text at blank lines and sends what we put under `custom` as an item of its own, behind the
texts it belongs to. So texts are gathered until a `custom` item closes them:

- a `custom` item with `text` is a complete message; gathered texts that repeat it are dropped;
- a `custom` item without `text` names the kind and status of the gathered texts;
- texts that nothing closes are small talk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from pydantic import ValidationError

from knowledge.reply import ReplyKind, ReplyStatus, new_id
from knowledge.schema import Language
from web.schemas import MessageOut

SMALL_TALK = {"kind": ReplyKind.SMALLTALK, "status": ReplyStatus.SMALL_TALK}


class UnreadableItems(Exception):
    """Rasa answered something that is no message."""


def _repeats(text: str, whole: str) -> bool:
    """Tell whether `text` is a part of the message `whole`, or that message with its source lines behind it."""
    paragraphs = [part.strip() for part in whole.split("\n\n") if part.strip()]
    return text.strip() in whole or any(text.strip().startswith(part) for part in paragraphs)


class _Gatherer:
    def __init__(self, language: Language) -> None:
        self._language = language
        self._open: list[tuple[str, list[dict[str, Any]]]] = []
        self.messages: list[MessageOut] = []

    def take(self, item: dict[str, Any]) -> None:
        text = item.get("text")
        if isinstance(text, str) and text.strip():
            self._open.append((text.strip(), item.get("buttons") or []))
        custom = item.get("custom")
        if isinstance(custom, dict) and isinstance(custom.get("text"), str):
            self._open = [(text, buttons) for text, buttons in self._open if not _repeats(text, custom["text"])]
            self.close(SMALL_TALK)
            self._add(custom)
        elif isinstance(custom, dict):
            self.close(custom)

    def close(self, named: Mapping[str, Any]) -> None:
        """Make one message of the gathered texts, of the kind and status that `named` gives."""
        if not self._open:
            return
        texts, buttons = zip(*self._open, strict=True)
        self._open = []
        self._add({**SMALL_TALK, "buttons": list(chain.from_iterable(buttons)), **named, "text": "\n\n".join(texts)})

    def _add(self, fields: Mapping[str, Any]) -> None:
        language = fields.get("language") or self._language
        self.messages.append(MessageOut.model_validate({"id": new_id(), **fields, "language": language}))


def messages_from_items(items: Sequence[dict[str, Any]], language: Language) -> list[MessageOut]:
    """Return the messages in `items`; `language` is that of texts that do not name theirs.

    Raises:
        UnreadableItems: an item has not the shape of a message, or there is no message in them.
    """
    gatherer = _Gatherer(language)
    try:
        for item in items:
            gatherer.take(item)
        gatherer.close(SMALL_TALK)
    except (ValidationError, TypeError) as error:
        raise UnreadableItems from error
    if not gatherer.messages:
        raise UnreadableItems
    return gatherer.messages
