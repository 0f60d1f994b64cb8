"""Numbers in running text, made comparable across languages."""

from __future__ import annotations

import re
from decimal import Decimal

from knowledge.schema import Language

#: Digits with separators between them, perhaps an ordinal; a trailing dot or comma is punctuation. Quantifiers
#: are possessive, so that of 3.87a not even the 3 is taken for a number.
_NUMBER = re.compile(
    r"(?<![\w/.-])(\d++(?:[.,\u00a0\u202f]\d++)*+)(?:(?:e|de|ste|st|nd|rd|th|er|plus)(?!\w))?(?!\w|/\d)"
)
_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w.-]+\.(?:nl|de|be|eu|org|com|gov)\b(?:/\S*)?")
#: +31 88 043 04 30, 088 043 04 30, (0591) 12 34 56, 0800-1234.
_PHONE = re.compile(
    r"(?<![\w+.,/-])(?:\+\d{2,3}(?:[ ()/-]{0,3}\d){7,12}|\(?0\d{1,4}\)?(?:[ /-]{1,3}\d{2,}+)+|0\d{8,10})(?!\w)"
)
_MIN_PHONE_DIGITS = 8
_COUNTRY_CODE = re.compile(r"^\+(?:31|32|49)(?:0?)")
_YEARS = re.compile(r"(?<![\w/.-])((?:19|20)\d\d)\s?([/–-])\s?((?:19|20)?\d\d)(?![\w/])")
_TIME = re.compile(r"(?<=\d):(?=\d\d(?!\d))")
#: 4-8 and mid-2017.
_RANGE = re.compile(r"(?<=\d)-(?=\d)|(?<=\bmid)-(?=\d)", re.IGNORECASE)
_THOUSANDS: dict[Language, str] = {"nl": ".", "de": ".", "en": ","}
#: One to twelve, which good style spells out.
_WORDS: dict[Language, list[str]] = {
    "nl": ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"],
    "de": ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"],
    "en": ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
}
#: What may follow a number within one word: zweijährig, dreimonatige, tweejarige, einer.
_WORD_ENDINGS: dict[Language, str] = {
    "nl": r"(?:jarige?|maandelijkse?|weekse?|daagse?|talige?|maal|voudige?)?",
    "de": r"(?:e[mnrs]?|(?:jährig|monatig|wöchig|tägig|sprachig|fach)(?:e[mnrs]?)?|mal)?",
    "en": r"",
}
_SPELT = {
    code: re.compile(rf"\b({'|'.join(words)}){_WORD_ENDINGS[code]}\b", re.IGNORECASE) for code, words in _WORDS.items()
}


def links_in(text: str) -> frozenset[str]:
    """Return the web addresses named in `text`, without the punctuation after them."""
    return frozenset(match.rstrip(".,;:)»”") for match in _URL.findall(text))


def phones_in(text: str) -> frozenset[str]:
    """Return the phone numbers of `text` as digits, as they are dialled in their country: +31 88 … is 088…."""
    return frozenset(
        _COUNTRY_CODE.sub("0", re.sub(r"[^\d+]", "", match[0])) for match in _PHONE.finditer(text) if _is_phone(match)
    )


def numbers_in(text: str, language: Language) -> frozenset[Decimal]:
    """Return the numbers of `text` as values: 2.327 in Dutch is 2,327 in English.

    Ordinals count (1e, 1st), times of day are decimals (9:30 is 9.30), both ends of a range count, and
    academic years are whole years (2025/26 is 2025 and 2026). Digits inside words, addresses, phone numbers
    and article numbers such as 3.87a or 2009/50 are left out.
    """
    text = _PHONE.sub(lambda match: " " if _is_phone(match) else match[0], _URL.sub(" ", text))
    text = _RANGE.sub(" ", _TIME.sub(".", _YEARS.sub(_whole_years, text)))
    return frozenset(
        _value(match.replace("\u00a0", "").replace("\u202f", ""), language) for match in _NUMBER.findall(text)
    )


def spelt_numbers_in(text: str, language: Language) -> frozenset[Decimal]:
    """Return the numbers from 1 to 12 that `text` writes as words.

    Some of these words mean more than a number (Dutch *een*, German *acht geben*): they can stand in for digits
    of another language, but nothing follows from their being there.
    """
    spelt = _WORDS[language]
    return frozenset(Decimal(spelt.index(word.casefold()) + 1) for word in _SPELT[language].findall(text))


def _is_phone(match: re.Match[str]) -> bool:
    return sum(character.isdigit() for character in match[0]) >= _MIN_PHONE_DIGITS


def _whole_years(match: re.Match[str]) -> str:
    """Write both years in full; what is no pair of years stays as it is."""
    first, separator, last = int(match[1]), match[2], match[3]
    if len(last) == 4:
        second = int(last)
    else:
        second = first - first % 100 + int(last)
        second += 100 if second == first - 99 else 0
    follows = second == first + 1
    if follows or (separator != "/" and second > first):
        return f"{first} {second}"
    return match[0]


def _value(written: str, language: Language) -> Decimal:
    thousands = _THOUSANDS[language]
    decimal = "," if thousands == "." else "."
    groups = written.split(thousands)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:-1]) and len(groups[-1].split(decimal)[0]) == 3:
        written = written.replace(thousands, "")
    written = written.replace(decimal, ".")
    # Several dots are a section number or a date: kept apart by their digits alone.
    return Decimal(written) if written.count(".") <= 1 else Decimal(re.sub(r"\D", "", written))
