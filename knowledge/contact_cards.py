"""Contacts as they are shown: what is needed to reach an organisation or desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.reply import Contact
from knowledge.schema import Address, Entry, Language

#: How many an answer names.
MAX_CARDS = 3


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


def contact_cards(entries: Mapping[str, Entry], ids: Iterable[str], language: Language) -> tuple[Contact, ...]:
    """Return the cards of `ids`, at most `MAX_CARDS`; an id without an entry is passed over."""
    known = [entries[entry_id] for entry_id in ids if entry_id in entries]
    return tuple(contact_card(entry, language) for entry in known[:MAX_CARDS])
