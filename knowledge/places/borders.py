"""Which places lie near a border, and what is on its other side."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.places.place import COUNTRIES, EARTH_RADIUS_KM, Country, Place
from knowledge.places.table import PlaceTable

#: A place is near the border when a town of another country lies this near: Arnhem is, Zwolle is not.
BORDER_KM = 30.0


class Borders:
    """Finds the towns across a border."""

    def __init__(self, table: PlaceTable) -> None:
        self._table = table

    def across(self, place: Place) -> list[Place]:
        """Return the nearest town of each other country that lies within `BORDER_KM` of `place`, nearest first.

        An area is as near as the nearest of its towns.
        """
        here = _on_unit_sphere([place] if place.municipality else self._inside(place))
        found: list[tuple[float, Place]] = []
        for country in COUNTRIES:
            towns = self._towns[country]
            if country != place.country and towns:
                cosines = (self._vectors[country] @ here.T).max(axis=1)
                km = float(np.arccos(min(1.0, cosines.max()))) * EARTH_RADIUS_KM
                found += [(km, towns[int(cosines.argmax())])] if km <= BORDER_KM else []
        return [town for _, town in sorted(found, key=lambda one: one[0])]

    def _inside(self, area: Place) -> list[Place]:
        towns = self._towns[area.country]
        return [town for town in towns if area.name in {town.district, town.province, *town.regions}] or [area]

    @cached_property
    def _towns(self) -> dict[Country, list[Place]]:
        towns = [place for place in self._table if place.municipality]
        return {country: [town for town in towns if town.country == country] for country in COUNTRIES}

    @cached_property
    def _vectors(self) -> dict[Country, NDArray[np.float64]]:
        return {country: _on_unit_sphere(towns) for country, towns in self._towns.items()}


def _on_unit_sphere(places: list[Place]) -> NDArray[np.float64]:
    """Return the places as vectors from the middle of the earth, shape (places, 3)."""
    lat, lon = np.radians(np.array([(place.lat, place.lon) for place in places], dtype=np.float64)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
