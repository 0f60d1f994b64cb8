"""The record of a check: what was asked and said, the outcome, and what it rests on, to be printed or kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from knowledge.reply import CitedSource, Contact


@dataclass(frozen=True)
class Asked:
    """A question of the check, why it was asked, and what was answered."""

    question: str
    why: str
    answer: str
    #: Whether nobody said so: see `Assumption`.
    is_assumed: bool = False


@dataclass(frozen=True)
class Reason:
    """What the outcome rests on, as it held on the day."""

    text: str
    as_of: str
    sources: tuple[CitedSource, ...]
    caution: str | None


@dataclass(frozen=True)
class Conclusion:
    """One outcome; a record has several where somebody did not know an answer."""

    title: str
    text: str
    #: What stands before each detail, and the detail.
    details: tuple[tuple[str, str], ...]
    #: What to do next, and by when.
    steps: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class CaseRecord:
    """All of it, in one language."""

    title: str
    day: dt.date
    asked: tuple[Asked, ...]
    #: What is left to be known, where there are several outcomes.
    depends: str | None
    conclusions: tuple[Conclusion, ...]
    reasons: tuple[Reason, ...]
    official: tuple[CitedSource, ...]
    contacts: tuple[Contact, ...]
