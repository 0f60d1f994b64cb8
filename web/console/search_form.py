"""The search form of the console: what was chosen in it, and what cannot be searched for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args

from knowledge.clock import read_day
from knowledge.schema import LANGUAGES, Entry, Kind, Language, Status, Topic
from knowledge.search import SearchFilters
from web.message_text import MAX_CHARS, clean

_listed, _ = get_args(Entry.model_fields["audience"].annotation)
AUDIENCES: tuple[str, ...] = get_args(_listed)
MAX_REGION_CHARS = 80
#: What each list of the form offers; the first of all, "no matter which", is the empty value.
CHOICES: dict[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "topic": tuple(map(str, Topic)),
    "kind": tuple(map(str, Kind)),
    "audience": AUDIENCES,
    "status": tuple(map(str, Status)),
}
FIELDS = ("q", *CHOICES, "region", "as_of")


@dataclass(frozen=True)
class SearchForm:
    """What was typed and chosen, as it is shown again."""

    values: Mapping[str, str]
    filters: SearchFilters = field(default_factory=SearchFilters)
    #: Name of the text that says what cannot be searched for.
    problem: str | None = None

    @property
    def query(self) -> str:
        """The words to search for; empty where nothing is to be searched."""
        return self.values["q"]

    @property
    def language(self) -> Language | None:
        """The language of the results; None is that of the question."""
        return cast("Language | None", self.values["language"] or None)


def read_form(parameters: Mapping[str, str]) -> SearchForm:
    """Read the form from the parameters of an address; those that it does not have are empty."""
    values = {name: clean(parameters.get(name, "")) for name in FIELDS}
    if problem := _problem(values):
        return SearchForm(values, problem=problem)
    chosen: dict[str, Any] = {name: values[name] or None for name in ("topic", "kind", "audience", "status", "region")}
    try:
        day = read_day(values["as_of"]) if values["as_of"] else None
    except ValueError:
        return SearchForm(values, problem="search_no_day")
    return SearchForm(values, SearchFilters(**chosen, as_of=day))


def _problem(values: Mapping[str, str]) -> str | None:
    """Return the name of the text that says what is wrong with `values`, if anything is."""
    if any(values[name] and values[name] not in allowed for name, allowed in CHOICES.items()):
        return "search_no_choice"
    if len(values["q"]) > MAX_CHARS or len(values["region"]) > MAX_REGION_CHARS:
        return "search_too_long"
    filtered = any(values[name] for name in FIELDS if name != "q")
    return "search_empty" if filtered and not values["q"] else None
