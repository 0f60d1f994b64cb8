"""Find the countries and nationalities that a message names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from knowledge.gazetteers import NAMES, country_names, nationality_names
from knowledge.loading import read_yaml
from knowledge.places.spelling import WORD, Words, fold, spellings, words_of

#: The EU, the other countries of the EEA, and Switzerland: their citizens need no permit to live and work in another.
FREE_MOVEMENT = frozenset({
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
#: Of one letter or two they are words as well ("it", "us").
_SHORT = 2


@dataclass(frozen=True)
class NamedCountry:
    """A country, or something in it, as a text names it."""

    #: ISO code.
    country: str
    start: int
    end: int


@dataclass(frozen=True)
class NamedNation(NamedCountry):
    """A country or its people as a text names it."""

    #: Whether the word is one for people and things of the country, not its name.
    is_nationality: bool


class CountryFinder:
    """Recognises names of countries and nationalities in the three languages, the longest first."""

    def __init__(self, names: dict[str, set[str]], nationalities: dict[str, set[str]]) -> None:
        """`names` and `nationalities`: the forms of each country by its ISO code."""
        self._forms: dict[Words, tuple[str, bool]] = {}
        for forms_of, is_nationality in ((nationalities, True), (names, False)):
            for code, forms in sorted(forms_of.items()):
                for form in forms:
                    for words in spellings(form):
                        if len("".join(words)) > _SHORT:
                            self._forms[words] = (code, is_nationality)
        self._longest = max(map(len, self._forms))

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        """Read the names.

        Raises:
            EntryError: `gazetteers.yml` is no YAML.
        """
        data = read_yaml(NAMES)
        return cls(country_names(data), nationality_names(data))

    def is_nationality(self, name: str) -> bool:
        """Tell whether `name` is an adjective or an inhabitant, and not also a country's name: "Turkish", "a Turk"."""
        return self._forms.get(words_of(name), ("", False))[1]

    def named(self, text: str) -> list[NamedNation]:
        """Return what `text` names, in its order."""
        matches = list(WORD.finditer(text))
        words = [fold(match[0]) for match in matches]
        found, at = [], 0
        while at < len(words):
            for length in range(min(self._longest, len(words) - at), 0, -1):
                form = self._forms.get(tuple(words[at : at + length]))
                if form:
                    found.append(NamedNation(form[0], matches[at].start(), matches[at + length - 1].end(), form[1]))
                    at += length - 1
                    break
            at += 1
        return found
