"""What a detector reports: where, and what sort of personal data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class DataKind(StrEnum):
    """The sorts of personal data that we look for."""

    EMAIL = "email"
    PHONE = "phone"
    BANK_ACCOUNT = "bank-account"
    CARD = "card"
    NATIONAL_NUMBER = "national-number"
    DOCUMENT_NUMBER = "document-number"
    SECRET = "secret"  # noqa: S105 - the name of a sort, not a secret
    NUMBER = "number"
    BIRTH_DATE = "birth-date"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True)
class Finding:
    """Personal data at `text[start:end]`."""

    kind: DataKind
    start: int
    end: int


def without_overlaps(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join overlapping findings, in order of place; the sort of the longest part names the whole."""
    joined: list[Finding] = []
    longest = 0
    for finding in sorted(findings, key=lambda f: (f.start, -f.end)):
        length = finding.end - finding.start
        if joined and finding.start < joined[-1].end:
            kind = finding.kind if length > longest else joined[-1].kind
            joined[-1] = Finding(kind, joined[-1].start, max(joined[-1].end, finding.end))
            longest = max(longest, length)
        else:
            joined.append(finding)
            longest = length
    return tuple(joined)
