"""An entry as the API and the console show it: one language, numbers filled in, sources resolved."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from knowledge.citations import SourceRows
from knowledge.contact_cards import contact_card
from knowledge.rendering import fill
from knowledge.schema import Entry, Language, Version
from knowledge.units import effective_units, points_of, summary_of


def _version_view(entry: Entry, version: Version, rows: SourceRows, language: Language) -> dict[str, Any]:
    summary = summary_of(entry, version)
    return {
        "as_of": version.as_of,
        "status": str(version.status),
        "confidence": str(version.confidence),
        "valid_from": version.valid_from.isoformat() if version.valid_from else None,
        "valid_until": version.valid_until.isoformat() if version.valid_until else None,
        "summary": fill(summary[language], version.values, language) if summary else None,
        "points": [
            {"id": point.id, "text": fill(point.text[language], version.values, language)}
            for point in points_of(entry, version)
        ],
        "sources": [asdict(rows.cite(source, language)) for source in version.sources],
    }


def entry_view(entry: Entry, rows: SourceRows, language: Language, today: dt.date) -> dict[str, Any]:
    """Return `entry` as plain data: what holds `today`, then every version, newest first."""
    return {
        "id": entry.id,
        "kind": str(entry.kind),
        "language": language,
        "title": entry.title[language],
        "aliases": list(entry.aliases[language]),
        "topics": [str(topic) for topic in entry.topics],
        "audience": list(entry.audience),
        "jurisdiction": list(entry.jurisdiction),
        "region": list(entry.region),
        "covers": list(entry.covers),
        "holds_today": [
            {
                "point": unit.point,
                "text": unit.text[language],
                "as_of": unit.as_of,
                "status": str(unit.status),
                "confidence": str(unit.confidence),
                "older": {"text": unit.older.text[language], "as_of": unit.older.as_of} if unit.older else None,
                "sources": [asdict(rows.cite(source, language)) for source in unit.sources],
            }
            for unit in effective_units(entry, today)
        ],
        "versions": [_version_view(entry, version, rows, language) for version in entry.versions],
        "official": [{"title": link.title, "url": link.url} for link in entry.official],
        "contact": asdict(contact_card(entry, language)) if entry.contact else None,
        "contacts": list(entry.contacts),
        "see_also": list(entry.see_also),
        "review_by": entry.review_by.isoformat(),
        "reviewed_by": entry.reviewed_by,
        "reviewed_on": entry.reviewed_on.isoformat() if entry.reviewed_on else None,
    }
