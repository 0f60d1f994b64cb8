"""The desks that help people in person, with the area that each says it serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from knowledge.contact_cards import contact_card, postal_address
from knowledge.places import Place, PlaceTable
from knowledge.places.spelling import words_of
from knowledge.reply import Contact
from knowledge.schema import Address, Confidence, Entry, Kind, Language, Localised


class DeskKind(StrEnum):
    """What sort of desk it is."""

    BORDER_INFORMATION_POINT = "border-information-point"
    EMPLOYMENT_SERVICE = "employment-service"
    EXPAT_CENTRE = "expat-centre"
    EUREGIO = "euregio"
    CHAMBER = "chamber"
    SCHOOL = "education"
    AUTHORITY = "national-authority"
    SOCIAL_INSURANCE = "social-insurance"
    TAX = "tax"
    DIPLOMA_RECOGNITION = "diploma-recognition"
    UNION = "union"
    STUDENT_SUPPORT = "student-support"
    REFUGEE_SUPPORT = "refugee-support"
    OTHER = "other"


#: EURES works from the labour offices: whoever looks for one is helped by the other.
_EMPLOYMENT = {"eures", "labour-office"}


@dataclass(frozen=True)
class Desk:
    """One desk. Areas are named as the sources name them."""

    id: str
    kind: DeskKind
    names: Localised
    countries: tuple[str, ...]
    provinces: tuple[str, ...]
    districts: tuple[str, ...]
    municipalities: tuple[str, ...]
    euregion: str | None
    #: Where it is; None where it has no place of its own, or its town is not in the table.
    town: Place | None
    #: Sources that are not sure are told only with the remark to check first.
    sure: bool
    languages: tuple[str, ...]
    #: What the card is made of: an entry, or a row of `contacts.yml` that no entry tells.
    entry: Entry | None
    row: Mapping[str, Any] | None

    @property
    def side(self) -> str:
        """The country that it is in."""
        return self.town.country if self.town else self.countries[0]

    def card(self, language: Language) -> Contact:
        """Return what is needed to reach the desk."""
        if self.entry:
            return contact_card(self.entry, language)
        row = self.row or {}
        address = Address.model_validate(row["address"]) if row.get("address") else None
        return Contact(
            self.id, self.names[language], row.get("url"), row.get("phone"), row.get("email"),
            postal_address(address), hours=None, for_whom=None,
        )  # fmt: skip


def load_desks(entries: Mapping[str, Entry], rows: Mapping[str, Mapping[str, Any]], table: PlaceTable) -> list[Desk]:
    """Return the desks of `entries`, and those of `rows` (of `contacts.yml`) that no entry tells."""
    told: set[str] = set()
    desks = []
    for entry in entries.values():
        if entry.contact and entry.kind in {Kind.CONTACT_POINT, Kind.ORGANISATION}:
            cited = list(_cited(entry, rows))
            told |= {row["id"] for row in cited if {*row["serves"]["municipalities"]} <= {*_municipalities(entry)}}
            desks.append(_of_entry(entry, cited, table))
    return desks + [_of_row(row, table) for row in rows.values() if row["id"] not in told | entries.keys()]


def _cited(entry: Entry, rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows behind `entry`, first the one that it shares its name with."""
    named = [source.contact for version in entry.versions for source in version.sources if source.contact]
    for row_id in dict.fromkeys([entry.id, *named]):
        if row_id in rows:
            yield rows[row_id]


def _municipalities(entry: Entry) -> tuple[str, ...]:
    return entry.contact.serves.municipalities if entry.contact else ()


def _kind(name: str) -> DeskKind:
    return DeskKind.EMPLOYMENT_SERVICE if name in _EMPLOYMENT else DeskKind(name)


def _of_entry(entry: Entry, cited: Sequence[Mapping[str, Any]], table: PlaceTable) -> Desk:
    details = entry.contact
    assert details is not None  # noqa: S101 - only entries with details come here
    serves = details.serves
    city = details.city or (details.address.city if details.address else None)
    countries = serves.countries or tuple(entry.jurisdiction)
    return Desk(
        entry.id, _kind(cited[0]["kind"]) if cited else DeskKind.OTHER, entry.title, countries,
        serves.provinces, serves.districts, serves.municipalities, serves.euregion,
        _town(city, countries, table), entry.versions[0].confidence != Confidence.LOW, details.languages, entry, None,
    )  # fmt: skip


def _of_row(row: Mapping[str, Any], table: PlaceTable) -> Desk:
    serves = row["serves"]
    city = row["lat_lon_city"] or (row["address"] or {}).get("city")
    return Desk(
        row["id"], _kind(row["kind"]), Localised.model_validate(row["name"]), tuple(serves["countries"]),
        tuple(serves["provinces_or_laender"]), tuple(serves["districts"]), tuple(serves["municipalities"]),
        serves["euregion"], _town(city, serves["countries"], table), row["confidence"] != Confidence.LOW,
        tuple(row["languages"] or ()), None, row,
    )  # fmt: skip


def _town(city: str | None, countries: Sequence[str], table: PlaceTable) -> Place | None:
    """Return the town `city`, in the first of `countries` that has one of the name."""
    places = table.spelt(words_of(city)) if city else ()
    ordered = sorted(places, key=lambda place: (place.country not in countries, -place.population))
    return ordered[0] if ordered else None
