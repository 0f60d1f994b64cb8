"""Which countries a message names, as the bot and our own tables recognise them."""

from __future__ import annotations

from collections.abc import Iterable

from rasa_sdk import Tracker

from knowledge.assistant import Assistant
from knowledge.checks.cities import cities_in
from knowledge.countries import NamedCountry


def named_countries(tracker: Tracker, assistant: Assistant, text: str) -> list[NamedCountry]:
    """Return the countries that the bot found in the message, and those of the places in it."""
    found = [
        NamedCountry(str(entity["value"]), int(entity["start"]), int(entity["end"]))
        for entity in (tracker.latest_message or {}).get("entities") or ()
        if entity.get("entity") == "country"
    ]
    return places_in(assistant, text, found)


def places_in(assistant: Assistant, text: str, found: Iterable[NamedCountry] = ()) -> list[NamedCountry]:
    """Return the countries of the places in `text`, and those that were `found` in it.

    A place in the tables of ours comes before a city elsewhere of the same name.
    """
    places = assistant.desks.finder.places.named(text)
    ours = [*found, *(NamedCountry(named.place.country, named.start, named.end) for named in places)]
    taken = {position for named in ours for position in range(named.start, named.end)}
    elsewhere = [named for named in cities_in(text) if not taken & set(range(named.start, named.end))]
    return sorted({*ours, *elsewhere}, key=lambda named: named.start)
