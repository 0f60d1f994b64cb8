"""Contacts to turn to: of an entry, or for a hand-over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.reply import Contact
from knowledge.schema import Address, Entry, Language

#: Who helps when nobody nearer is known: border information points, EURES, and the IND for permits.
GENERAL_CONTACTS = ("border-information-points", "eures", "ind")
MAX_CONTACTS = 3


def postal_address(address: Address | None) -> str | None:
    """Return `address` on one line, or None."""
    if address is None:
        return None
    town = " ".join(part for part in (address.postcode, address.city) if part)
    return ", ".join(part for part in (address.street, town, address.country) if part)


def contact_card(entry: Entry, language: Language) -> Contact:
    """Return what is needed to reach the organisation or desk of `entry`."""
    details = entry.contact
    summary = entry.versions[0].summary
    official = entry.official[0].url if entry.official else None
    return Contact(
        id=entry.id,
        name=entry.title[language],
        url=(details.url if details else None) or official,
        phone=details.phone if details else None,
        email=details.email if details else None,
        address=postal_address(details.address) if details else None,
        hours=details.hours[language] if details and details.hours else None,
        for_whom=summary[language] if summary and not details else None,
    )


class Directory:
    """Looks contacts up among the entries."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def cards(self, ids: Iterable[str], language: Language) -> tuple[Contact, ...]:
        """Return the cards of `ids`, at most `MAX_CONTACTS`; an id without an entry is passed over."""
        known = [self._entries[entry_id] for entry_id in ids if entry_id in self._entries]
        return tuple(contact_card(entry, language) for entry in known[:MAX_CONTACTS])

    def for_handover(self, region: str | None, language: Language) -> tuple[Contact, ...]:
        """Return whom to turn to in `region` (a municipality, district or province), nearest first."""
        near = [entry.id for entry in self._entries.values() if region and _serves(entry, region)]
        return self.cards(dict.fromkeys([*near, *GENERAL_CONTACTS]), language)


def _serves(entry: Entry, region: str) -> bool:
    if entry.kind != "contact-point" or entry.contact is None:
        return False
    serves = entry.contact.serves
    places = (*serves.municipalities, *serves.districts, *serves.provinces, entry.contact.city or "")
    return any(region.casefold() == place.casefold() for place in places)
