"""What the assistant says back: the one shape that actions, gateway and console share."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from knowledge.schema import Language


def new_id() -> str:
    """Return an id that nobody guesses, for a message."""
    return secrets.token_urlsafe(9)


class ReplyKind(StrEnum):
    """What sort of message it is, for whoever shows it."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    HANDOVER = "handover"
    FORM = "form"
    SMALLTALK = "smalltalk"
    NOTICE = "notice"


class ReplyStatus(StrEnum):
    """How the message was dealt with; counted in the metrics."""

    ANSWERED = "answered"
    ANSWERED_WITH_OLDER_RULE = "answered-with-older-rule"
    ANSWERED_FROM_OWN_DOCUMENT = "answered-from-own-document"
    CLARIFIED = "clarified"
    HANDOVER_NOTHING_FOUND = "handover-nothing-found"
    HANDOVER_ASKED_FOR_PERSON = "handover-asked-for-person"
    HANDOVER_URGENT = "handover-urgent"
    REFUSED_PERSONAL_DATA = "refused-personal-data"
    REFUSED_ABUSE = "refused-abuse"
    SMALL_TALK = "small-talk"
    FORM = "form"
    FALLBACK_ERROR = "fallback-error"


@dataclass(frozen=True)
class CitedSource:
    """A source as it is shown under an answer."""

    title: str
    locator: str
    url: str | None
    as_of: str


@dataclass(frozen=True)
class OlderRule:
    """What the older source said, folded away under an answer."""

    text: str
    as_of: str


@dataclass(frozen=True)
class Contact:
    """An organisation or desk to turn to; fields that no source gives are None."""

    id: str
    name: str
    url: str | None
    phone: str | None
    email: str | None
    address: str | None
    hours: str | None
    for_whom: str | None


@dataclass(frozen=True)
class Button:
    """A quick reply. `payload` is what Rasa understands; the gateway signs it."""

    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message of the assistant, complete: who shows it adds nothing."""

    text: str
    kind: ReplyKind
    status: ReplyStatus
    language: Language
    entry: str | None = None
    point: str | None = None
    confidence: float | None = None
    #: The date that the answer holds for, as it is shown ("January 2026").
    as_of: str | None = None
    #: One line on how sure or fresh the answer is, if anything must be said.
    caution: str | None = None
    older: OlderRule | None = None
    sources: tuple[CitedSource, ...] = ()
    #: The page of the body that decides, first.
    official: tuple[CitedSource, ...] = ()
    contacts: tuple[Contact, ...] = ()
    buttons: tuple[Button, ...] = ()
    progress: dict[str, int] | None = None
    #: Address, below that of the service, of a page with the whole record of a check.
    record: str | None = None
    id: str = field(default_factory=new_id)

    def to_json(self) -> dict[str, Any]:
        """Return the message as plain data, ready for JSON."""
        return asdict(self)
