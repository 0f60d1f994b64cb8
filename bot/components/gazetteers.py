"""The lists of known names that `grenswijzer bot-data` builds, and how a text is searched for them.

The file is JSON: `{"format": 1, "entities": {TYPE: [{"value", "forms", "exact"}]}}`. `forms` match in
any case; `exact` only as they are written ("US", "IT": lower-cased they are ordinary words).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

import spacy
from rasa.shared.exceptions import RasaException
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

FORMAT = 1


class GazetteersUnusable(RasaException):
    """The file of known names is missing or is not what this version reads."""


@dataclass(frozen=True)
class Name:
    """One thing that has names: what it is, what it is called in our data, how people write it."""

    entity: str
    value: str
    forms: Tuple[str, ...]
    exact: Tuple[str, ...]


@dataclass(frozen=True)
class Mention:
    """A name found in a text, by character positions."""

    entity: str
    value: str
    start: int
    end: int


def read_names(path: Path) -> List[Name]:
    """Read the file at `path`.

    Raises:
        GazetteersUnusable: it is missing, is no JSON, or has another format.
    """
    try:
        return parse_names(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise GazetteersUnusable(f"{path} is missing: build it with `grenswijzer bot-data`.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GazetteersUnusable(f"{path} cannot be read ({error}): build it with `grenswijzer bot-data`.") from error


def parse_names(text: str) -> List[Name]:
    """Read the names from the text of the file.

    Raises:
        ValueError, KeyError, TypeError or AttributeError: it is not of this format.
    """
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']} instead of {FORMAT}")
    return [
        Name(entity, str(item["value"]), tuple(item["forms"]), tuple(item["exact"]))
        for entity, items in data["entities"].items()
        for item in items
    ]


class NameMatcher:
    """Finds names in texts of any of our languages; the longest name wins within a kind."""

    def __init__(self, names: List[Name]) -> None:
        """Index `names`."""
        # The language-neutral tokeniser splits "TWV-aanvraag" and "IND-Schalter" at the hyphen.
        self._nlp = spacy.blank("xx")
        self._any_case = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._exact = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._keys: Dict[str, Name] = {}
        for number, name in enumerate(names):
            key = str(number)
            self._keys[key] = name
            for matcher, forms in ((self._any_case, name.forms), (self._exact, name.exact)):
                if forms:
                    matcher.add(key, [self._nlp.make_doc(form) for form in forms])

    def find(self, text: str) -> List[Mention]:
        """Return the names in `text`, in order of their place; kinds may overlap, names of a kind do not."""
        doc = self._nlp.make_doc(text)
        longest_first = sorted(self._matches(doc), key=lambda m: (m.start - m.end, m.start, m.value))
        taken: Dict[str, set[int]] = {}
        kept = []
        for mention in longest_first:
            characters = set(range(mention.start, mention.end))
            if not characters & taken.setdefault(mention.entity, set()):
                taken[mention.entity] |= characters
                kept.append(mention)
        return sorted(kept, key=lambda m: (m.start, m.end, m.entity))

    def _matches(self, doc: Doc) -> Iterator[Mention]:
        for matcher in (self._any_case, self._exact):
            for key, start, end in matcher(doc):
                name = self._keys[self._nlp.vocab.strings[key]]
                span = doc[start:end]
                yield Mention(name.entity, name.value, span.start_char, span.end_char)
