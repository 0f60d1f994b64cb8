"""The names by which the bot recognises countries, places, permits, organisations and levels of education.

The bot runs in an environment of its own and reads nothing but the file written here. It is the same, byte for
byte, for the same knowledge, so that the bot is trained again only when a name has changed.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel import Locale

from knowledge.loading import PACKAGE, read_yaml
from knowledge.schema import LANGUAGES, Entry, Kind

FORMAT = 1
NAMES = PACKAGE / "sources" / "gazetteers.yml"
CONTACTS = PACKAGE / "sources" / "contacts.yml"

#: Regions that Unicode CLDR lists among the countries.
NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
#: A longer alias is a description, which nobody types word for word.
MAX_ALIAS_WORDS = 5
ADJECTIVE_ENDINGS = ("", "e", "en", "em", "er", "es")
BRACKETS = re.compile(r"^(?P<outside>[^()]+?)\s*\((?P<inside>[^()]+)\)$")
TRANSLITERATION = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


@dataclass
class _Names:
    """The forms per value of one kind of name."""

    forms: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, value: str, forms: Iterable[str]) -> None:
        """Add `forms` and how they are typed without accents and hyphens."""
        for form in forms:
            self.forms[value] |= _spellings(form)


def build_gazetteers(entries: Mapping[str, Entry]) -> dict[str, Any]:
    """Return the content of the file: `{"format": 1, "entities": {kind: [{"value", "forms", "exact"}]}}`.

    Values: ISO codes of countries, names of places, ids of entries (permits and organisations), ids of
    levels of education. `forms` are lower-cased and match in any case, `exact` only as written. Values and
    forms are sorted. A form never stands for two values of one kind.

    Raises:
        EntryError: `gazetteers.yml` or `contacts.yml` is no YAML.
    """
    data = read_yaml(NAMES)
    levels, permits = _Names(), _Names()
    for value, forms in data["education_levels"].items():
        levels.add(value, forms)
    for value, by_language in data["permits"].items():
        for language in LANGUAGES:
            permits.add(value, by_language[language])
    places = _places(data, entries)
    kinds = {
        "country": _countries(data),
        "education_level": levels,
        "organisation": _organisations(entries, places),
        "permit": permits,
        "place": places,
    }
    as_written = {str(form).casefold(): str(form) for form in data["only_as_written"]}
    return {"format": FORMAT, "entities": {kind: _listed(names, as_written) for kind, names in kinds.items()}}


def write_gazetteers(path: Path, entries: Mapping[str, Entry]) -> bool:
    """Write the file, in one step, if that changes it.

    Returns:
        Whether it was written.
    """
    text = json.dumps(build_gazetteers(entries), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return True


def country_names(data: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return what each country is called, in all languages, by its ISO code; `data` is what `gazetteers.yml` holds."""
    names: dict[str, set[str]] = defaultdict(set)
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES:  # "150" and the like are continents
                forms = _both_sides_of_brackets(name.replace("’", "'"))
                names[code].update(forms)
                if language == "de":
                    names[code].update(f"{form}s" for form in forms if form.isalpha() and not form.endswith("s"))
    for code, forms in data["country_names"].items():
        names[code].update(map(str, forms))
    return names


def nationality_names(data: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return what people and things of each country are called, in all languages, by its ISO code."""
    return {code: _nationality(line) for code, line in data["nationalities"].items()}


def _countries(data: Mapping[str, Any]) -> _Names:
    names = _Names()
    for of_countries in (country_names(data), nationality_names(data)):
        for code, forms in of_countries.items():
            names.add(code, forms)
    return names


def _nationality(line: str) -> set[str]:
    """Return the forms for a line "Dutch | German | English" of `gazetteers.yml`."""
    dutch, german, english = ([word.replace("_", " ") for word in part.split()] for part in line.split("|"))
    forms = {form for word in german for form in _german_endings(word)}
    for word in (*dutch, *english):
        forms |= {word} if word.endswith(("s", "en", "ish")) else {word, f"{word}s"}
    return forms


def _german_endings(word: str) -> set[str]:
    if word[0].islower() or "-amerikanisch" in word:
        return {word + ending for ending in ADJECTIVE_ENDINGS}
    if word.endswith("in"):
        return {word, f"{word}nen"}
    stem = word[:-1] if word.endswith("e") else word
    plural = "n" if word.endswith(("e", "er")) else "s"
    return {word, word + plural, f"{word}s", f"{stem}in", f"{stem}innen"}


def _organisations(entries: Mapping[str, Entry], places: _Names) -> _Names:
    """Return the names of bodies and desks; a body goes before a desk that shares its name.

    A place is no body, even where a desk is known by the name of its town.
    """
    owners = {form.casefold(): "" for forms in places.forms.values() for form in forms}
    for kind in (Kind.ORGANISATION, Kind.CONTACT_POINT):
        for entry in entries.values():
            if entry.kind == kind:
                for form in _proper_names(entry):
                    owners.setdefault(form.casefold(), entry.id)
    names = _Names()
    for entry in entries.values():
        names.add(entry.id, [form for form in _proper_names(entry) if owners.get(form.casefold()) == entry.id])
    return names


def _places(data: Mapping[str, Any], entries: Mapping[str, Entry]) -> _Names:
    found = {str(name) for name in data["places"]}
    for row in read_yaml(CONTACTS):
        serves = row["serves"]
        found |= {*serves["municipalities"], *serves["districts"], *serves["provinces_or_laender"]}
        found |= {city for city in (row["lat_lon_city"], (row["address"] or {}).get("city")) if city}
    for contact in (entry.contact for entry in entries.values() if entry.contact):
        found |= {*contact.serves.municipalities, *contact.serves.districts, *contact.serves.provinces}
    names = _Names()
    others = {str(other) for forms in data["places"].values() for other in forms}
    for name in sorted(found - others):
        if name[0].islower():
            continue  # "southern Emsland" describes an area
        names.add(name, [_both_sides_of_brackets(name)[0], *map(str, data["places"].get(name, []))])
    return names


def _proper_names(entry: Entry) -> set[str]:
    """Return what names the body itself; a search term such as "exchange students" does not.

    Proper names have a capital. German writes every noun with one: there, a single word counts only as an
    abbreviation. In brackets after a title stands an abbreviation, or a remark.
    """
    names: set[str] = set()
    for language in LANGUAGES:
        title, *abbreviation = _both_sides_of_brackets(entry.title[language])
        names |= {title, *filter(str.isupper, abbreviation)}
        for alias in entry.aliases[language]:
            abbreviation_or_phrase = alias.isupper() or " " in alias or "-" in alias
            short = len(alias.split()) <= MAX_ALIAS_WORDS
            if short and alias != alias.lower() and (language != "de" or abbreviation_or_phrase):
                names.add(alias)
    return names


def _both_sides_of_brackets(name: str) -> list[str]:
    """Split "Employee Insurance Agency (UWV)" into its two names."""
    match = BRACKETS.match(name)
    return [match["outside"], match["inside"]] if match else [name]


def _spellings(form: str) -> set[str]:
    """Return `form` and how people type it without accents, umlauts and hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", form) if not unicodedata.combining(c))
    spellings = {form, plain, form.translate(TRANSLITERATION)}
    together = {s.replace("-", "") for s in spellings if " " not in s}
    apart = {" ".join(s.replace("-", " ").split()) for s in spellings}
    return spellings | apart | together


def _listed(names: _Names, as_written: Mapping[str, str]) -> list[dict[str, Any]]:
    owners: dict[str, str] = {}
    for value in sorted(names.forms):
        for form in names.forms[value]:
            owners.setdefault(form.casefold(), value)
    items = []
    for value in sorted(names.forms):
        own = {form.casefold() for form in names.forms[value] if owners[form.casefold()] == value}
        own = {form for form in own if len(form) > 1}
        if own:
            exact = sorted(as_written[form] for form in own if form in as_written)
            items.append({"value": value, "forms": sorted(own - as_written.keys()), "exact": exact})
    return items
