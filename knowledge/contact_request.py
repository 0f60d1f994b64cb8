"""Tell whether a message asks for a desk near a place, and for which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from knowledge.contact_finder import ContactFinder
from knowledge.desks import DeskKind
from knowledge.language import small_words
from knowledge.loading import read_yaml
from knowledge.places import Extent, Place
from knowledge.places.place import COUNTRIES
from knowledge.places.recognition import SHORT, Named
from knowledge.places.spelling import WORD, fold
from knowledge.places.table import DATA

#: What a person who lives and works on two sides asks for, where no kind is named.
USUAL_KINDS = (DeskKind.BORDER_INFORMATION_POINT, DeskKind.EMPLOYMENT_SERVICE, DeskKind.EXPAT_CENTRE)
MAX_PLACES = 2
#: A message this short goes on with the last one ("En in Venlo?").
ELLIPTIC_WORDS = 3


@dataclass(frozen=True)
class Request:
    """What a message asks for."""

    #: The towns, villages and areas; where a desk is asked for and none is named, the countries.
    places: tuple[Place, ...]
    kinds: tuple[DeskKind, ...]
    #: Whether it asks for a desk; who opens with the name of a place and nothing else does too.
    asks: bool
    #: Whether it names the kind of desk.
    names_kind: bool
    #: Whether it is about both sides of a border.
    across: bool
    #: Whether it tells nothing else than who lives and works where, and asks nothing else than whom to turn to.
    bare: bool
    #: Whether it only tells who lives and works where, without a question.
    only_situation: bool
    #: The countries that it names or lies in; all, where it is about commuting.
    countries: frozenset[str]

    @property
    def is_countrywide(self) -> bool:
        """Whether it names no narrower place than a country."""
        return all(place.extent == Extent.COUNTRY for place in self.places)


def asks_how_to_reach(text: str) -> bool:
    """Tell whether `text` asks for a number, an address or the like of whom was spoken of: it names nobody else."""
    words = set(re.findall(r"\w+", fold(text)))
    return bool(words & _listed("reach")) and words <= _listed("reach") | _listed("reach_with") | small_words()


@lru_cache(maxsize=2)
def _listed(key: str) -> frozenset[str]:
    return frozenset(read_yaml(DATA / "contact_words.yml")[key])


class RequestReader:
    """Reads requests from messages by closed lists of words."""

    def __init__(self, finder: ContactFinder, words: dict[str, Any]) -> None:
        self._places = finder.places
        self._table = finder.table
        self._asks = [re.compile(pattern) for pattern in words["asks"]]
        self._kinds = {DeskKind(kind): re.compile(pattern) for kind, pattern in words["kinds"].items()}
        self._subjects = {DeskKind(kind): re.compile(pattern) for kind, pattern in words["subjects"].items()}
        self._countries = {country: re.compile(pattern) for country, pattern in words["countries"].items()}
        self._commuting = re.compile(words["commuting"])
        told = (*words["kinds"].values(), *words["countries"].values(), words["commuting"])
        # With the rest of the word: "expat" stands for "expats" too.
        self._told = [re.compile(rf"{pattern}\w*") for pattern in told]
        self._openings = frozenset(words["openings"])
        self._empty = small_words() | {*words["situation"]}

    @classmethod
    def load(cls, finder: ContactFinder) -> Self:
        """Read the lists of words.

        Raises:
            EntryError: `contact_words.yml` is no YAML.
        """
        return cls(finder, read_yaml(DATA / "contact_words.yml"))

    def read(self, text: str, last_text: str | None = None) -> Request:
        """Read `text`, 1 to 500 characters; where it only names a place, in the light of the `last_text`."""
        named = self._places.named(text)
        plain = fold(text)
        kinds = [kind for kind, pattern in self._kinds.items() if pattern.search(plain)]
        asks = any(pattern.search(plain) for pattern in self._asks)
        countries = [country for country, pattern in self._countries.items() if pattern.search(plain)]
        words = WORD.findall(plain)
        if (named or countries) and last_text and len(words) <= ELLIPTIC_WORDS and not (asks or kinds):
            before = self.read(last_text)
            asks, kinds = before.asks, list(before.kinds) if before.names_kind else []
        only_places = not self._left(text, named)
        question = "?" in text or (bool(words) and words[0] in self._openings)
        places = tuple(_narrowest(one.place for one in named))
        # Who names two countries asks about a rule for both as likely as for a desk.
        only_situation = only_places and len({place.country for place in places}) > 1 and not question
        if not places and (asks or kinds or only_places):
            places = tuple(self._table.country(country) for country in countries)[:MAX_PLACES]
        alone = last_text is None and self._is_place(text, named)
        sides = {place.country for place in places}
        everywhere = COUNTRIES if self._commuting.search(plain) else ()
        return Request(
            places,
            tuple(self._wanted(plain, kinds)),
            asks=asks or only_situation or alone or (only_places and bool(kinds)),
            names_kind=bool(kinds),
            across=len(sides.union(countries)) > 1,
            bare=only_places,
            only_situation=only_situation,
            countries=frozenset({*sides, *countries, *everywhere}),
        )

    def _is_place(self, text: str, named: Sequence[Named]) -> bool:
        """Tell whether `text` is the name of a place or country, and nothing else."""
        if named:
            first, last = named[0].start, named[-1].end
            return len(named) == 1 and not WORD.search(text[:first] + text[last:])
        # "NL" and "DE" are languages too.
        place = self._table.lookup(text) if len(text) > SHORT else None
        return place is not None and place.extent == Extent.COUNTRY

    def _left(self, text: str, named: Iterable[Named]) -> list[str]:
        """Return the words that name no place, country, kind of desk or commuting, nor tell who lives where."""
        covered = {at for one in named for at in range(one.start, one.end)}
        left = " ".join(fold(match[0]) for match in WORD.finditer(text) if match.start() not in covered)
        for pattern in self._told:
            left = pattern.sub(" ", left)
        return [word for word in left.split() if word not in self._empty]

    def _wanted(self, plain: str, kinds: list[DeskKind]) -> Iterable[DeskKind]:
        if kinds:
            return kinds
        subjects = [kind for kind, pattern in self._subjects.items() if pattern.search(plain)]
        return (*USUAL_KINDS[:2], *subjects) if subjects else USUAL_KINDS


def _narrowest(places: Iterable[Place]) -> list[Place]:
    """Return the first places, each once, without areas that another of them lies in."""
    once = list(dict.fromkeys(places))
    kept = [
        place
        for place in once
        if not any(
            other != place and place.name in {other.municipality, other.district, other.province, *other.regions}
            for other in once
        )
    ]
    return kept[:MAX_PLACES]
