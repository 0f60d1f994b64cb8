"""Dates of birth: full dates that a word of birth stands beside. Other dates are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.privacy.findings import DataKind, Finding

_MONTH = r"(?:jan|feb|m(?:aa|ä|ae|a)r|mrt|apr|mai|mei|may|jun|jul|aug|sep|okt|oct|nov|de[cz])[^\W\d_]*"
_DATE = rf"""(?:
    \d{{1,2}}[-./\ ]\d{{1,2}}[-./\ ]\d{{2,4}} | \d{{4}}-\d{{1,2}}-\d{{1,2}} |
    \d{{1,2}}(?:\.|st|nd|rd|th)?\ (?:of\ )?{_MONTH}\.?,?\ \d{{2,4}} | {_MONTH}\ \d{{1,2}}(?:st|nd|rd|th)?,?\ \d{{4}}
)"""
_BIRTH = r"""\b(?:
    geboren|geboortedatum|geb|gebdatum|jarig|verjaardag|geburtsdatum|geburtstag|birth|birthday|birthdate|born|dob
)\b"""
BORN_ON = re.compile(rf"{_BIRTH}[^\d\n]{{0,25}}?(?<!\d)({_DATE})(?!\d)", re.IGNORECASE | re.VERBOSE)
ON_BORN = re.compile(rf"(?<!\d)({_DATE})[,\s]{{1,2}}(?:in\s\w+\s)?(?:geboren|born)\b", re.IGNORECASE | re.VERBOSE)


def find_birth_dates(text: str) -> Iterator[Finding]:
    """Find dates of birth; the word of birth itself stays."""
    for pattern in (BORN_ON, ON_BORN):
        for match in pattern.finditer(text):
            yield Finding(DataKind.BIRTH_DATE, *match.span(1))
