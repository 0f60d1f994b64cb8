"""Desks by place as the API and the command line show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from knowledge.contact_finder import Match
from knowledge.contact_reply import ContactAdviser
from knowledge.desks import DeskKind
from knowledge.places import Place
from knowledge.schema import Language


def contacts_view(
    adviser: ContactAdviser, names: Sequence[str], language: Language, kinds: Iterable[DeskKind] | None = None
) -> dict[str, Any]:
    """Return the desks for each place in `names` as plain data, closest first within a kind.

    `kinds`: None shows every kind.

    Raises:
        UnknownPlace: a name is in no table; it says which names are like it.
    """
    kinds = tuple(kinds) if kinds else None
    places: list[Place] = []
    for name in names:
        places.append(adviser.finder.place(name, places))
    countries = frozenset(place.country for place in places)
    return {
        "language": language,
        "places": [_place_view(adviser, place, language, kinds, countries) for place in places],
    }


def _place_view(
    adviser: ContactAdviser,
    place: Place,
    language: Language,
    kinds: tuple[DeskKind, ...] | None,
    countries: frozenset[str],
) -> dict[str, Any]:
    found = adviser.finder.find(place, kinds, languages=(language,), countries=countries)
    return {
        "name": place.name,
        "country": place.country,
        "municipality": place.municipality or None,
        "district": place.district or None,
        "province": place.province or None,
        "desks": [_match_view(adviser, match, language) for matches in found.values() for match in matches],
    }


def _match_view(adviser: ContactAdviser, match: Match, language: Language) -> dict[str, Any]:
    return {
        "kind": str(match.desk.kind),
        "level": match.level.name.lower(),
        "area": match.area,
        "km": None if match.km is None else round(match.km),
        "sure": match.desk.sure,
        "reason": adviser.reason(match, language),
        "contact": asdict(match.desk.card(language)),
    }
