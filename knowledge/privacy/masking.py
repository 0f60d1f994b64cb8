"""Take personal data out of a message."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from knowledge.privacy.addresses import find_addresses
from knowledge.privacy.births import find_birth_dates
from knowledge.privacy.findings import DataKind, Finding, without_overlaps
from knowledge.privacy.names import find_names, find_names_beside_other_data
from knowledge.privacy.numbers import find_numbers
from knowledge.privacy.reach import find_emails, find_phones, normal_phones
from knowledge.privacy.remainder import asks_something

#: Stands where personal data stood. It holds no word, so that search does not stumble over it.
PLACEHOLDER = "[…]"


@dataclass(frozen=True)
class Masked:
    """A message without its personal data."""

    text: str
    kinds: tuple[DataKind, ...]
    #: The message without the places that were masked.
    remainder: str

    @property
    def changed(self) -> bool:
        """Whether anything personal was found."""
        return bool(self.kinds)

    @cached_property
    def only_personal(self) -> bool:
        """Whether nothing is left that could be answered."""
        return self.changed and not asks_something(self.remainder)


class Masker:
    """Masks personal data, but not the addresses and numbers that organisations publish."""

    def __init__(self, public_emails: Iterable[str] = (), public_phones: Iterable[str] = ()) -> None:
        self._emails = frozenset(email.lower() for email in public_emails)
        self._phones = frozenset(chain.from_iterable(normal_phones(phone) for phone in public_phones))

    def find(self, text: str) -> tuple[Finding, ...]:
        """Find all personal data in `text`, in order, without overlaps."""
        sure = list(chain(find_emails(text, self._emails), find_phones(text, self._phones), find_numbers(text)))
        sure += chain(find_names(text), find_birth_dates(text), find_addresses(text))
        if sure:
            sure += chain(find_names_beside_other_data(text), find_addresses(text, beside_other_data=True))
        return without_overlaps(sure)

    def mask(self, text: str) -> Masked:
        """Replace all personal data in `text` by a placeholder. Masking twice changes nothing more."""
        parts, rest, position = [], [], 0
        findings = self.find(text)
        for finding in findings:
            kept = text[position : finding.start]
            parts += [kept, PLACEHOLDER]
            rest.append(kept)
            position = finding.end
        rest.append(text[position:])
        kinds = tuple(dict.fromkeys(finding.kind for finding in findings))
        return Masked("".join([*parts, text[position:]]), kinds, " ".join(rest))
