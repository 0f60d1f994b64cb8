"""What somebody told of themselves earlier in a conversation.

It is said beside their short questions: "can I work" asks a student from outside the EU something else than a commuter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from knowledge.checks.words import Phrase, phrases, words_in
from knowledge.loading import PACKAGE, read_yaml
from knowledge.schema import LANGUAGES, Language

WORDS = PACKAGE / "data" / "situation_words.yml"
ROLES = "roles"


@dataclass(frozen=True)
class Situation:
    """What is known of somebody; it goes into a slot of the conversation as plain data."""

    #: What the checks would read in the same words: option ids by question id.
    facts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: object) -> Self:
        """Read what a slot holds; what has no words is left out."""
        facts = data.items() if isinstance(data, dict) else ()
        return cls({str(kind): str(fact) for kind, fact in facts if fact in _words().get(str(kind), {})})

    def to_json(self) -> dict[str, str]:
        """Return the situation as plain data."""
        return dict(self.facts)

    def joined(self, newer: Mapping[str, str]) -> Self:
        """Return the situation with what was told since: of a kind the newest counts."""
        return type(self).from_json({**self.facts, **newer})

    @property
    def is_free(self) -> bool | None:
        """Whether they may move freely; None where their nationality is not known."""
        nationality = self.facts.get("nationality")
        return None if nationality is None else nationality == "eu"

    @property
    def where(self) -> str | None:
        """The country in which what they tell of happens, as an ISO code."""
        return self.facts.get("where")

    def described(self, language: Language) -> str | None:
        """Return it in a few words; None where nothing is known."""
        known = (_words()[kind][self.facts[kind]][language] for kind in _words() if kind in self.facts)
        return " ".join(known) or None


def role_in(text: str) -> str | None:
    """Return the role that `text` names, of who asks or of whom they ask about; None where it names none."""
    words = words_in(text)
    return next((role for role, cues in _roles().items() if any(cue.places(words, exactly=True) for cue in cues)), None)


@lru_cache(maxsize=1)
def _roles() -> dict[str, tuple[Phrase, ...]]:
    return {role: phrases(cues) for role, cues in read_yaml(WORDS)[ROLES].items()}


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, dict[Language, str]]]:
    words: dict[str, dict[str, dict[str, Any]]] = read_yaml(WORDS)
    return {
        kind: {option: {code: said[code] for code in LANGUAGES} for option, said in options.items()}
        for kind, options in words.items()
        if kind != ROLES
    }
