"""One place, and the distance between two."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

EARTH_RADIUS_KM = 6371.0
Country = Literal["NL", "DE", "BE"]
COUNTRIES: tuple[Country, ...] = ("NL", "DE", "BE")


class Extent(StrEnum):
    """What sort of place it is."""

    #: No municipality, and served through the one that it lies in.
    VILLAGE = "village"
    TOWN = "town"
    #: A district, province or region.
    AREA = "area"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Place:
    """A town or village, or a wider area at the middle of its towns.

    What it lies in is named as the table and the contacts name it, from the narrow to the wide: a town has
    one municipality, one province, and a district in Germany; `regions` are those of `regions.yml`.
    """

    name: str
    country: Country
    lat: float
    lon: float
    municipality: str = ""
    district: str = ""
    province: str = ""
    regions: tuple[str, ...] = ()
    population: int = 0
    extent: Extent = Extent.TOWN

    @property
    def is_province(self) -> bool:
        """Whether it is a whole province or Land."""
        return self.extent == Extent.AREA and self.name == self.province

    @property
    def label(self) -> str:
        """The name with its country, as it is shown."""
        return self.name if self.name.endswith(")") else f"{self.name} ({self.country})"


def distance_km(one: Place, other: Place) -> float:
    """Return the great-circle distance, by the haversine formula."""
    lat, other_lat = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((other_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(other_lat) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(half)))
