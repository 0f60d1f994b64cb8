"""Home addresses: a street with a house number, with the postcode behind it. A town or a postcode alone stays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.privacy.findings import DataKind, Finding

#: A house number: no year, no amount, nothing that goes on behind a comma or slash of a law.
_NUMBER = r"(?!(?:19|20)\d{2}\b)\d{1,4}(?:\s?[a-zA-Z]\b)?(?:\s?[-/]\s?\d{1,3}\b)?(?![\w%€]|[.,/]\d)"
_NO_UNIT = r"""(?!\s?(?i:
    km|kilometer|meter|minuten|minutes|min|u|uur|uren|jaar|jaren|maand|maanden|week|weken|dag|dagen|
    stunden|std|jahre?n?|monate?n?|wochen?|tage?n?|hours?|years?|months?|weeks?|days?|euro|eur|prozent|procent|percent
)\b)"""
_DUTCH_POSTCODE = r"[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b"
_POSTCODE = rf"(?:,?\s+(?:{_DUTCH_POSTCODE}|(?:D-?|B-?)?\d{{4,5}}(?=\s+[A-ZÀ-Þ])))?"
#: Endings that hardly a word but a street has.
_SURE = r"(?i:straat|str\.|straße|strasse|laan|gracht|singel|plantsoen|allee|gasse|steeg|kade|chaussee|dreef)"
#: Endings that other words have as well (Arbeitsmarkt, bijbaan, Studienplatz).
_UNSURE = r"(?i:weg|plein|platz|hof|ring|park|pad|markt|dijk|damm|ufer|wal|baan|brink|stiege|kamp|esch|veld|feld)"
#: A first word of a street's name ("Kleine", "Van").
_CAPITAL = r"(?:[A-ZÀ-Þ][\w'’.-]{0,30}[ ])"

SURE_STREET = re.compile(
    rf"\b(?:{_CAPITAL}{{0,2}}[^\W\d_][\w'’-]*|{_CAPITAL}){_SURE}\s{_NUMBER}{_NO_UNIT}{_POSTCODE}",
    re.VERBOSE,
)
UNSURE_STREET = re.compile(
    rf"\b{_CAPITAL}{{0,2}}[A-ZÀ-Þ][\w'’-]*(?:(?<=\w){_UNSURE}|[ ]{_UNSURE})\s{_NUMBER}{_NO_UNIT}{_POSTCODE}",
    re.VERBOSE,
)
ENGLISH_STREET = re.compile(
    rf"""\b\d{{1,4}}[a-zA-Z]?\s(?:[A-Z][\w'’-]*\s){{1,3}}
    (?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Square|Way|Close|Court|Crescent)\b\.?{_POSTCODE}""",
    re.VERBOSE,
)
#: Any "Words 12, 7772 AB", "7772 AB 12" or "Words 12, 48599 Gronau".
WITH_POSTCODE = re.compile(
    rf"""\b[A-ZÀ-Þ][\w'’.-]*(?:\s[\w'’.-]+){{0,2}}\s{_NUMBER},?\s+{_DUTCH_POSTCODE}
    | (?<![€\d])\b{_DUTCH_POSTCODE}\s?,?\s(?:nr\.?\s|huisnummer\s)?{_NUMBER}{_NO_UNIT}
    | \b[A-ZÀ-Þ][\w'’.-]*(?:\s[A-ZÀ-Þ][\w'’.-]*){{0,2}}\s{_NUMBER},\s(?:D-?)?\d{{5}}(?=\s[A-ZÀ-Þ])""",
    re.VERBOSE,
)
ADDRESS_WORD = re.compile(
    r"""\b(?:adres|address|adresse|anschrift|woon\ (?:op|aan)|wonen\ (?:op|aan)|woonachtig|
    wohne|wohnen|wohnt|wohnhaft|live\ (?:at|on)|living\ (?:at|on))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def find_addresses(text: str, *, beside_other_data: bool = False) -> Iterator[Finding]:
    """Find addresses.

    `beside_other_data`: the message holds other personal data, so that doubtful street names count too.
    """
    patterns = [SURE_STREET, ENGLISH_STREET, WITH_POSTCODE]
    if beside_other_data or ADDRESS_WORD.search(text):
        patterns.append(UNSURE_STREET)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Finding(DataKind.ADDRESS, *match.span())
