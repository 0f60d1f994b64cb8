"""Find the desks for a place: those that say they serve it, else the nearest on each side of the border."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, Self

from knowledge.desks import Desk, DeskKind, load_desks
from knowledge.loading import KnowledgeError
from knowledge.places import Extent, Place, PlaceFinder, PlaceTable, distance_km
from knowledge.places.borders import Borders
from knowledge.places.spelling import fold
from knowledge.schema import Entry

#: A desk that is further away than this, and does not say that it serves a place, is not named for it.
MAX_NEAREST_KM = 100.0
MAX_PER_KIND = 3
#: Several desks share a province, each for a part of it.
MAX_PER_KIND_IN_PROVINCE = 6
#: Kinds whose desks are seats of a body for the whole country.
NATIONAL_KINDS = frozenset({
    DeskKind.AUTHORITY, DeskKind.SOCIAL_INSURANCE, DeskKind.TAX, DeskKind.DIPLOMA_RECOGNITION, DeskKind.UNION,
    DeskKind.STUDENT_SUPPORT, DeskKind.REFUGEE_SUPPORT,
})  # fmt: skip


class Level(IntEnum):
    """How closely a desk belongs to a place; smaller is closer."""

    MUNICIPALITY = 0
    DISTRICT = 1
    PROVINCE = 2
    EUREGION = 3
    COUNTRY = 4
    NEAREST = 5


_NAMED_LEVELS = frozenset({Level.MUNICIPALITY, Level.DISTRICT, Level.COUNTRY})


@dataclass(frozen=True)
class Match:
    """A desk for a place, and why."""

    desk: Desk
    level: Level
    #: What the desk serves that the place is or lies in; the town of the desk where it is only the nearest.
    area: str
    #: From the place to the desk's town; None where the desk has none.
    km: float | None


class UnknownPlace(KnowledgeError):
    """No place of this name is in the table; `suggestions` are names like it."""

    def __init__(self, name: str, suggestions: Sequence[str]) -> None:
        meant = f" Did you mean {' or '.join(suggestions)}? Else name" if suggestions else " Name"
        super().__init__(
            f"There is no place {name!r} in the table.{meant} the municipality it lies in, a larger town nearby, a "
            "province, or a country."
        )
        self.suggestions = tuple(suggestions)


class ContactFinder:
    """Finds desks by place."""

    def __init__(self, desks: Iterable[Desk], table: PlaceTable, places: PlaceFinder) -> None:
        self.desks = tuple(desks)
        self.table = table
        self.places = places
        self._borders = Borders(table)

    @classmethod
    def load(cls, entries: Mapping[str, Entry], rows: Mapping[str, Mapping[str, Any]]) -> Self:
        """Make a finder of the desks of `entries` and of `rows`, those of `contacts.yml`.

        Raises:
            KnowledgeError: the table of places cannot be read.
        """
        table = PlaceTable.load()
        return cls(load_desks(entries, rows, table), table, PlaceFinder.load(table))

    def place(self, name: str, near: Sequence[Place] = ()) -> Place:
        """Return the place called `name`; of several, the one that lies nearest to those in `near`.

        Raises:
            UnknownPlace: there is none.
        """
        place = self.table.lookup(name, near)
        if place is None:
            raise UnknownPlace(name, self.table.suggest(name))
        return place

    def find(
        self,
        place: Place,
        kinds: Iterable[DeskKind] | None = None,
        languages: Iterable[str] = (),
        countries: Collection[str] = (),
    ) -> dict[DeskKind, tuple[Match, ...]]:
        """Return the desks for `place` by kind, closest first; kinds without any are left out.

        At most `MAX_PER_KIND` of each, of a province `MAX_PER_KIND_IN_PROVINCE`. A desk whose source is not sure comes
        after those that are, and the nearest after those that say they serve the place. `languages`: desks that are
        known to speak one of these come first among equals. `countries`: those that are asked about; far from the
        border of another country its desks are left out, see `_on_this_side`. A country has the desks for all of it.
        """
        spoken = frozenset(languages)
        limit = MAX_PER_KIND_IN_PROVINCE if place.is_province else MAX_PER_KIND
        reached = {place.country, *countries, *(town.country for town in self._borders.across(place))}
        found = {}
        for kind in kinds or DeskKind:
            matches = self._serving(place, kind)
            sure = any(match.level < Level.COUNTRY and match.desk.sure for match in matches)
            if not sure and not (place.is_province or place.extent == Extent.COUNTRY):
                matches = self._nearest(place, kind) + matches
            matches = _on_this_side(matches, reached)
            matches.sort(key=lambda match: _order(match, spoken))
            if matches:
                found[kind] = tuple(matches[:limit])
        return found

    def serving_all(self, places: Sequence[Place], kind: DeskKind) -> Desk | None:
        """Return the desk of `kind` that says it serves each of `places`, more closely than by country."""
        levels: dict[str, int] = {}
        desks = {desk.id: desk for desk in self.desks if desk.kind == kind and desk.sure}
        for desk in desks.values():
            matches = [self.serves(desk, place) for place in places]
            if all(match is not None and match.level < Level.COUNTRY for match in matches):
                levels[desk.id] = sum(match.level for match in matches if match)
        return desks[min(levels, key=lambda desk_id: levels[desk_id])] if levels else None

    def serves(self, desk: Desk, place: Place) -> Match | None:
        """Return how `desk` says it serves `place`, or None."""
        km = distance_km(place, desk.town) if desk.town and place.extent != Extent.COUNTRY else None
        # A village may have the name of a town elsewhere.
        name = () if place.extent == Extent.VILLAGE else (place.name,)
        steps = (
            (Level.MUNICIPALITY, desk.municipalities, (*name, place.municipality, *place.regions)),
            (Level.DISTRICT, desk.districts, (place.district, *place.regions)),
            (Level.PROVINCE, desk.provinces, self._provinces(desk, place)),
        )
        for level, areas, of_place in steps:
            area = _common(areas, of_place) if place.country in desk.countries else None
            if area:
                return Match(desk, level, area, km)
        return self._serves_wide_area(desk, place, km)

    def _serves_wide_area(self, desk: Desk, place: Place, km: float | None) -> Match | None:
        if place.country not in desk.countries:
            return None
        if is_national(desk):
            # In its own country a town or province is its seat; across the border it is the part that it serves.
            part = desk.side != place.country and self._names_part_of(desk, place.country)
            return None if part else Match(desk, Level.COUNTRY, place.country, km)
        if desk.euregion and not self._names_part_of(desk, place.country) and self._in_euregion(place, desk.euregion):
            return Match(desk, Level.EUREGION, desk.euregion, km)
        return None

    def _provinces(self, desk: Desk, place: Place) -> tuple[str, ...]:
        """Return the names of the province of `place`, if the desk means all of it.

        A desk that names districts of a province names the province only for where these lie, and a German Land is
        too large to be served by a desk that names towns in it. Who asks for the whole province is told each part.
        """
        if place.is_province:
            return (place.province, *place.regions)
        if place.extent == Extent.AREA and not place.province:
            # A part of the country, such as the north of the Netherlands, has those that serve a province of it.
            return (*self._provinces_in.get(place.name, ()), *place.regions)
        towns = desk.municipalities if place.country == "DE" and not is_national(desk) else ()
        narrower = (*desk.districts, *towns)
        if any(self._province_of.get(area) == place.province for area in narrower):
            return ()
        return (place.province, *place.regions)

    def _names_part_of(self, desk: Desk, country: str) -> bool:
        areas = {*desk.municipalities, *desk.districts, *desk.provinces}
        return any((area, country) in self._country_of for area in areas)

    @cached_property
    def _country_of(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (area, place.country)
            for place in self.table
            for area in (place.name, place.municipality, place.district, place.province, *place.regions)
        )

    @cached_property
    def _province_of(self) -> dict[str, str]:
        """The province of each town and district, and of each region that lies in one."""
        pairs: dict[str, set[str]] = {}
        for place in self.table:
            for area in (place.name, place.district, *place.regions):
                if place.province:
                    pairs.setdefault(area, set()).add(place.province)
        return {area: next(iter(provinces)) for area, provinces in pairs.items() if area and len(provinces) == 1}

    @cached_property
    def _provinces_in(self) -> dict[str, tuple[str, ...]]:
        """The provinces of the towns of each region."""
        found: dict[str, dict[str, None]] = {}
        for place in self.table:
            for region in place.regions if place.province else ():
                found.setdefault(region, {})[place.province] = None
        return {region: tuple(provinces) for region, provinces in found.items()}

    def _in_euregion(self, place: Place, euregion: str) -> bool:
        """Tell whether `place` lies in the area that the office of `euregion` names."""
        offices = (desk for desk in self.desks if desk.kind == DeskKind.EUREGIO and desk.euregion == euregion)
        for office in offices:
            of_place = (place.name, place.municipality, place.district, *self._provinces(office, place), *place.regions)
            if _common((*office.municipalities, *office.districts, *office.provinces), of_place):
                return True
        return False

    def _serving(self, place: Place, kind: DeskKind) -> list[Match]:
        matches = (self.serves(desk, place) for desk in self.desks if desk.kind == kind)
        return [match for match in matches if match]

    def _nearest(self, place: Place, kind: DeskKind) -> list[Match]:
        """Return the nearest sure desk of `kind` in each country."""
        nearest: dict[str, Match] = {}
        for desk in self.desks:
            if desk.kind != kind or desk.town is None or not desk.sure or is_national(desk):
                continue
            km = distance_km(place, desk.town)
            known = nearest.get(desk.side)
            if km <= MAX_NEAREST_KM and (known is None or known.km is None or km < known.km):
                nearest[desk.side] = Match(desk, Level.NEAREST, desk.town.name, km)
        return list(nearest.values())


def is_national(desk: Desk) -> bool:
    """Tell whether `desk` is there for all of its countries; the town of such a desk is only its seat."""
    local = desk.municipalities or desk.provinces or desk.euregion
    return not desk.districts and (desk.kind in NATIONAL_KINDS or not local)


def _on_this_side(matches: Sequence[Match], reached: Collection[str]) -> list[Match]:
    """Return `matches` without the desks of countries that are not `reached`.

    Those that name the town, its district or the whole country stay, and those that serve its province where no desk of
    a country that is reached does.
    """
    here = [match for match in matches if match.desk.side in reached or match.level in _NAMED_LEVELS]
    served = any(match.level != Level.COUNTRY for match in here)
    across = [] if served else [match for match in matches if match.level == Level.PROVINCE and match not in here]
    return here + across


def _common(areas: Iterable[str], of_place: Iterable[str]) -> str | None:
    """Return the first of `areas` that is one of `of_place`, in any spelling."""
    wanted = {fold(name) for name in of_place if name}
    return next((area for area in areas if fold(area) in wanted), None)


def _order(match: Match, spoken: frozenset[str]) -> tuple[int, int, bool, float, str]:
    desk, level = match.desk, match.level
    if level < Level.EUREGION:
        group = 0 if desk.sure else 2
    elif level == Level.COUNTRY:
        # An office for one country knows it better than one for several.
        group = 1 if desk.sure and len(desk.countries) == 1 else 5
    else:
        # To lie in one euregion says less than to be served.
        group = 3 if level == Level.EUREGION and desk.sure else 4
    speaks = bool(spoken & frozenset(desk.languages))
    return group, level, not speaks, match.km if match.km is not None else float("inf"), desk.id
