"""How else a question can be read: without its places and nationalities, or together with the one before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from knowledge.checks.words import Phrase, words_in
from knowledge.countries import FREE_MOVEMENT, CountryFinder, NamedNation
from knowledge.language import small_words
from knowledge.loading import PACKAGE, read_yaml
from knowledge.places import PlaceFinder
from knowledge.schema import Language

WORDS = PACKAGE / "data" / "nationality_words.yml"
#: Nationalities with rules of their own, which the class that they belong to would hide.
_OWN_RULES = frozenset({"NL", "TR", "GB", "UA"})
#: What is left of a question without its places must have this many words to be asked.
_GENERAL_WORDS = 3
#: So many words before a place tell whether somebody lives there.
_LIVING_REACH = 5
#: What follows a name in the question before is kept up to here, so that a long conversation does not drown the newest.
MOST_CHARS = 200


@dataclass(frozen=True)
class Completed:
    """A follow-up read together with the question before it."""

    text: str
    #: What the next follow-up is about: a third question would drown in all that was asked before.
    base: str
    #: Whether it says nothing but the name of a place, a country or a nationality.
    is_name: bool


@dataclass(frozen=True)
class _Name:
    """Something that is named, which another thing of its kind can take the place of."""

    kind: str
    start: int
    end: int


class Rereader:
    """Reads questions in other ways."""

    def __init__(self, places: PlaceFinder | None) -> None:
        """`places`: recognises the places in questions; None takes their names for words like any other."""
        self._places = places
        self._countries = CountryFinder.load()
        words = _words()
        self._things = tuple(map(Phrase.of, words["things"]))
        self._classes: dict[bool, dict[Language, str]] = {True: words["free"], False: words["other"]}
        where, articles = ("|".join(map(re.escape, words[key])) for key in ("where", "articles"))
        origin = "|".join(map(re.escape, words["origin"]))
        self._origin = re.compile(rf"(?<!\w)(?:{origin})\s+(?:(?:{articles})\s+)?$", re.IGNORECASE)
        self._living = tuple(map(Phrase.of, words["living"]))
        self._persons_named = frozenset(words["persons"])
        self._where = re.compile(rf"(?<!\w)(?:{where})\s+(?:(?:{articles})\s+)?$", re.IGNORECASE)

    def in_general(self, question: str, language: Language) -> str | None:
        """Return `question` without the places that it names, and with nationalities as what decides for them.

        Of places on two sides of a border their countries are left; a person of an EU country is an EU citizen. None
        where it names none, or hardly anything else.
        """
        places = self._places.named(question) if self._places else []
        countries = Locale(language).territories if len({name.place.country for name in places}) > 1 else {}
        edits = [(name.start, name.end, countries.get(name.place.country, "")) for name in places]
        taken = {position for start, end, _ in edits for position in range(start, end)}
        edits += [
            (person.start, person.end, self._classes[person.country in FREE_MOVEMENT][language])
            for person in self._persons(question)
            if not taken & set(range(person.start, person.end))
        ]
        for start, end, text in sorted(edits, reverse=True):
            question = question[:start] + text + question[end:]
        words = question.split()
        return " ".join(words) if edits and len(words) >= _GENERAL_WORDS else None

    def moves_freely(self, question: str) -> bool | None:
        """Tell whether the people whose nationality `question` names may move freely; None for none, or for both."""
        named = [name for name in self._countries.named(question) if not self._is_of_thing(question, name)]
        free = {name.country in FREE_MOVEMENT for name in named}
        return free.pop() if len(free) == 1 else None

    def _persons(self, question: str) -> list[NamedNation]:
        named = (name for name in self._countries.named(question) if name.is_nationality)
        return [name for name in named if name.country not in _OWN_RULES and not self._is_of_thing(question, name)]

    def _is_of_thing(self, question: str, name: NamedNation) -> bool:
        """Tell whether `name` is that of a country, or says of which country a thing is, not a person."""
        if not name.is_nationality:
            return True
        after = words_in(question[name.end :])
        return any(thing.at(after, 0, exactly=True) for thing in self._things)

    def _is_where(self, text: str, name: NamedNation) -> bool:
        """Tell whether `name` says where something is, not where somebody comes from."""
        comes_from = not name.is_nationality and self._origin.search(text[: name.start])
        return self._is_of_thing(text, name) and not comes_from

    def takes_place_in(self, question: str) -> frozenset[str]:
        """Return the countries in which, by its words, happens what `question` is about, as ISO codes."""
        named = (name for name in self._countries.named(question) if not name.is_nationality)
        return frozenset(name.country for name in named if self._where.search(question[: name.start]))

    def happens_in(self, text: str) -> frozenset[str]:
        """Return the countries, and those of the places, in which something happens besides living, as ISO codes."""
        places = self._places.named(text) if self._places else []
        named: list[tuple[int, str]] = [(name.start, name.place.country) for name in places]
        named += [(name.start, name.country) for name in self._countries.named(text) if not name.is_nationality]
        return frozenset(country for start, country in named if self._is_where_done(text[:start]))

    def _is_where_done(self, before: str) -> bool:
        """Tell whether what stands `before` a name says that something happens there, not that somebody lives there."""
        near = words_in(before)[-_LIVING_REACH:]
        lives = any(phrase.places(near, exactly=True) for phrase in self._living)
        return self._where.search(before) is not None and not lives

    def completed(self, question: str, last: str) -> Completed:
        """Return the follow-up `question` together with the question before it.

        "And in Leiden?" after "Where is the expat centre in Utrecht?" asks the same of Leiden: where each names one
        place, or country, or nationality, the newer takes the place of the older. Else one stands after the other.
        """
        ours, theirs = self._names(question), self._names(last)
        rest = question
        for name in reversed(ours):
            rest = rest[: name.start] + rest[name.end :]
        is_name = bool(ours) and all(
            word.folded in small_words() or word.folded in self._persons_named for word in words_in(rest)
        )
        alike = [name for name in theirs if len(ours) == 1 and name.kind == ours[0].kind]
        if len(alike) != 1:
            return Completed(f"{last[-MOST_CHARS:]} {question}", last, is_name)
        own, other = ours[0], alike[0]
        swapped = last[: other.start] + question[own.start : own.end] + last[other.end :]
        return Completed(swapped if is_name else f"{swapped} {rest.strip()}", swapped, is_name)

    def _names(self, text: str) -> list[_Name]:
        places = [_Name("place", name.start, name.end) for name in (self._places.named(text) if self._places else ())]
        taken = {position for name in places for position in range(name.start, name.end)}
        nations = [
            _Name("country" if self._is_where(text, name) else "nationality", name.start, name.end)
            for name in self._countries.named(text)
            if not taken & set(range(name.start, name.end))
        ]
        return sorted([*places, *nations], key=lambda name: name.start)


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[Language, str]]:
    words: dict[str, dict[Language, str]] = read_yaml(WORDS)
    return words
