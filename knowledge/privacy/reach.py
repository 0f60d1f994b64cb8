"""E-mail addresses and telephone numbers of people; those that organisations publish stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import phonenumbers
from phonenumbers import PhoneNumberMatcher, PhoneNumberType

from knowledge.privacy.findings import DataKind, Finding
from knowledge.privacy.numbers import is_money

_DOT = r"\s?(?:\.|[(\[](?:dot|punt|punkt)[)\]])\s?"
EMAIL = re.compile(
    rf"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:{_DOT}[\w-]+)*{_DOT}[a-z]{{2,24}}\b",
    re.IGNORECASE,
)
#: A number behind a word for telephone, also without its first zero or with a slip in it.
LABELLED_PHONE = re.compile(
    r"\b(?:tel|telefoon|telefoonnummer|telefon|telefonnummer|mobiel|mobil|mobile|handy|handynummer|whatsapp|phone|"
    r"phone number|gsm|06-nummer)\b"
    r"(?:[\s:.=-]|\b(?:is|ist|nr|number|nummer)\b){0,6}(\+?\d(?:[ ()/.-]{0,2}\d){6,14})(?!\w)",
    re.IGNORECASE,
)
#: Dutch and German mobile numbers by their form alone, given out or not.
MOBILE = re.compile(
    r"(?<![\w.,/-])(?:(?:\+|00)31[ -]?|0)6(?:[ -]?\d){8}(?!\w)|(?<![\w.,/-])01[567]\d(?:[ /-]?\d){7,8}(?!\w)"
)
#: Looks like two years or a date, whatever the numbering plans say.
YEARS_OR_DATE = re.compile(
    r"(?:19|20)\d{2}\s?[-/. ]\s?(?:19|20)\d{2}|\d{1,2}[-./]\d{1,2}[-./](?:\d{2}|\d{4})|\d{4}-\d{2}-\d{2}"
)
REGIONS = ("NL", "DE", "BE")
MIN_DIGITS = 8
#: Kinds of number that only organisations have.
SERVICE_NUMBERS = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)


def _readings(number: str) -> list[phonenumbers.PhoneNumber]:
    """Return `number` as it reads in each of our countries."""
    readings = []
    for region in REGIONS:
        with suppress(phonenumbers.NumberParseException):
            readings.append(phonenumbers.parse(number, region))
    return readings


def normal_phones(numbers: str) -> frozenset[str]:
    """Return the international forms that `numbers` can have: one number, or several with a slash or comma between."""
    parts = re.split(r"\s/\s|[;,]", numbers)
    e164 = phonenumbers.PhoneNumberFormat.E164
    return frozenset(phonenumbers.format_number(one, e164) for part in parts for one in _readings(part))


def find_emails(text: str, public: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Find e-mail addresses, also written with (at). `public`: addresses in lower case that are not personal."""
    for match in EMAIL.finditer(text):
        if match[0].lower() not in public:
            yield Finding(DataKind.EMAIL, *match.span())


def find_phones(text: str, public: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Find telephone numbers of NL, DE, BE and, with a plus, anywhere. `public`: numbers in international form."""
    for pattern in (LABELLED_PHONE, MOBILE):
        for match in pattern.finditer(text):
            number = match[pattern.groups]
            if not YEARS_OR_DATE.fullmatch(number) and not normal_phones(number) & public:
                yield Finding(DataKind.PHONE, *match.span(pattern.groups))
    for region in REGIONS:
        for found in PhoneNumberMatcher(text, region):
            opens_only = found.raw_string.startswith("(") and ")" not in found.raw_string
            span = (found.start + opens_only, found.end)
            if _is_personal(text, found, span) and not normal_phones(found.raw_string) & public:
                yield Finding(DataKind.PHONE, *span)


def _is_personal(text: str, found: phonenumbers.PhoneNumberMatch, span: tuple[int, int]) -> bool:
    raw = found.raw_string
    digits = sum(character.isdigit() for character in raw)
    return (
        digits >= MIN_DIGITS
        and raw.lstrip("(")[:1] in {"+", "0"}
        and not YEARS_OR_DATE.fullmatch(raw)
        and not any(phonenumbers.number_type(reading) in SERVICE_NUMBERS for reading in _readings(raw))
        and not is_money(text, *span)
    )
