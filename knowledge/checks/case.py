"""One case under check: what was said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Case:
    """The state of one guided check; it goes into a slot of the conversation as plain data."""

    check: str
    #: Option ids by question id.
    answers: Mapping[str, str] = field(default_factory=dict)
    #: The place that was named, `unknown` where somebody does not know or say; None while it was not asked.
    place: str | None = None
    #: Questions of which the user said that what was assumed is not so.
    doubted: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: object) -> Self | None:
        """Read a case; None where `data` holds none."""
        if not isinstance(data, dict) or not isinstance(data.get("check"), str):
            return None
        answers, place = data.get("answers"), data.get("place")
        return cls(
            data["check"],
            {str(key): str(value) for key, value in answers.items()} if isinstance(answers, dict) else {},
            place if isinstance(place, str) else None,
            tuple(map(str, data.get("doubted") or ())),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the case as plain data."""
        return {"check": self.check, "answers": dict(self.answers), "place": self.place, "doubted": list(self.doubted)}


@dataclass(frozen=True)
class Heard:
    """A case after a message."""

    case: Case
    #: Questions that it answered for the first time, and those that it answered differently than before.
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    #: How many messages in a row said nothing about the case, and whether the last of them was told so.
    missed: int = 0
    is_told: bool = False
    #: Whether it took back the last answer.
    is_back: bool = False

    @property
    def anything(self) -> bool:
        """Whether the message said anything about the case, be it that somebody does not know."""
        return bool(self.new or self.changed or self.is_back)

    @classmethod
    def from_json(cls, case: Case, data: object) -> Self:
        """Read what a slot holds of the last message."""
        if not isinstance(data, dict):
            return cls(case)
        new, changed = (tuple(map(str, data.get(name) or ())) for name in ("new", "changed"))
        return cls(case, new, changed, int(data.get("missed") or 0), bool(data.get("told")))

    def to_json(self) -> dict[str, Any]:
        """Return what was heard as plain data, without the case."""
        return {"new": list(self.new), "changed": list(self.changed), "missed": self.missed, "told": self.is_told}
