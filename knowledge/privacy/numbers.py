"""Numbers that belong to one person: bank accounts, national numbers, documents, cards, secrets.

A number of a known form is checked with its own check digits (python-stdnum); a number behind a word
that names it ("my BSN is ...") is taken whatever its digits, for a typing error is personal too.
Amounts of money, years, dates and article numbers are never taken, but a sign of money makes no amount
of what is called a BSN, or of a card.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.be import nn
from stdnum.de import idnr
from stdnum.nl import bsn

from knowledge.privacy.findings import DataKind, Finding

MONEY_BEFORE = re.compile(r"(?:[€$£]|\b(?:EUR|euro|USD)\b)\s*$", re.IGNORECASE)
MONEY_AFTER = re.compile(r"^(?:,-|\s*(?:[€$£]|(?:EUR|euro|eurocent|cent|USD)\b))", re.IGNORECASE)

IBAN = re.compile(r"(?:(?<![^\W_])|(?<=iban))[A-Z]{2}\d{2}(?:[ .-]?[A-Z0-9]){11,30}", re.IGNORECASE)
#: Dutch, German and Belgian accounts by their form alone.
IBAN_FORM = re.compile(r"(?:NL\d{2}[A-Z]{4}\d{10}|DE\d{20}|BE\d{14})", re.IGNORECASE)
_MONEY = r"(?:[€$£]|\b(?:eur|euro|usd)(?![^\W\d_]))"
#: A number that stands alone, or in a list of such: not a piece of a word, a decimal, a date or the number of a law.
_START = r"(?:(?<![^\W_])(?<![.,/-])|(?<=\d{9}[.,;/-])|(?<=\b(?i:eur|usd))|(?<=\b(?i:euro)))"
_NO_PIECE = r"(?!(?!(?i:eur|euro|usd)\b)[^\W_])"
_END = rf"{_NO_PIECE}(?![.,/-]\d{{1,4}}(?!\d))"
NINE_DIGITS = re.compile(rf"{_START}(?:\d{{3}}[ .-]?\d{{3}}[ .-]?\d{{3}}|\d{{4}}[ .]\d{{2}}[ .]\d{{3}}){_END}")
ELEVEN_DIGITS = re.compile(rf"{_START}\d{{2}}[ .]?\d{{3}}[ .]?\d{{3}}[ .]?\d{{3}}{_END}")
BELGIAN = re.compile(rf"{_START}\d{{2}}[ .]?\d{{2}}[ .]?\d{{2}}[ -]?\d{{3}}[ .]?\d{{2}}{_END}")
#: Area, date of birth, letter, serial and check digit.
GERMAN_INSURANCE = re.compile(r"(?<!\w)\d{2} ?(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2} ?[A-Z] ?\d{3}(?!\w)")
CARD = re.compile(rf"{_START}\d{{4}}[ -]?\d{{4}}[ -]?\d{{4}}[ -]?\d{{1,7}}{_END}")
#: The form of Dutch, German and many other passports and identity cards: nine signs, letters and digits mixed.
DOCUMENT = re.compile(r"(?<![\w/.-])(?=(?:[A-Z]*\d){4})[A-Z][A-Z0-9]{7}\d(?![\w/-])")
LONG_NUMBER = re.compile(rf"{_START}\d{{9,}}{_END}")

_BETWEEN = r"(?:[\s:=#.-]|\b(?:nr|no|nummer|number|is|ist|lautet|von|van|mir|mij|mijn|my|code)\b){0,8}"
#: Between the name of a national number or account and the number itself; a sign of money may have slipped in.
_BETWEEN_OWN = (
    rf"(?:[\s:;,=#.()\"'*_-]|{_MONEY}|"
    r"\b(?:nr|no|nummer|number|is|ist|lautet|luidt|von|van|mir|mij|mijn|my|mein|meine|code|dus|also|namelijk|nämlich|nu|jetzt|now)\b"
    r"){0,12}"
)
_NATIONAL = (
    r"bsn(?:-?nr|-?nummer)?|burgerservice-?nummer|sofi(?:[ -]?nummer)?|citizen service number|service number|"
    r"social security number|steuer[ -]?id(?:nr)?|(?:steuer(?:liche[ -])?)?identifikationsnummer|idnr|steuernummer|"
    r"tax[ -]id|tax number|sozialversicherungsnummer|sv-?nummer|rijksregisternummer|insz"
)
_ACCOUNT = r"(?:bank)?rekening-?(?:nr|nummer)|konto-?(?:nr|nummer)|(?:bank )?account (?:nr|no|number)|iban"
_DOCUMENT = (
    r"paspoort|paspoortnummer|passport|reisepass|reisepassnummer|pass-?nr|passnummer|(?:personal)?ausweis(?:nr|nummer)?|"
    r"id-?kaart|id-?card|identiteitskaart|document(?:nummer)?|verblijfsdocument|v-?nummer|v-?number|vreemdelingennummer|"
    r"aufenthaltstitel|student-?nummer|leerlingnummer|matrikelnummer|student (?:number|id)|kundennummer|klantnummer|"
    r"aktenzeichen|zaaknummer|rijbewijs|führerschein"
)
LABELLED: tuple[tuple[DataKind, re.Pattern[str]], ...] = (
    (
        DataKind.NATIONAL_NUMBER,
        re.compile(
            rf"(?<![^\W_])(?:{_NATIONAL})(?![^\W\d_]){_BETWEEN_OWN}(\d(?:[ ./–—-]?\d){{6,12}})"
            rf"{_NO_PIECE}",
            re.IGNORECASE,
        ),
    ),
    (
        DataKind.BANK_ACCOUNT,
        re.compile(
            rf"(?<![^\W_])(?:{_ACCOUNT})(?![^\W\d_]){_BETWEEN_OWN}(\d(?:[ ./–—-]?\d){{4,15}}){_NO_PIECE}", re.IGNORECASE
        ),
    ),
    (
        DataKind.DOCUMENT_NUMBER,
        re.compile(
            rf"\b(?:{_DOCUMENT})\b{_BETWEEN}((?=(?:[A-Z]*\d){{4}})[A-Z0-9][A-Z0-9./-]{{3,15}}[A-Z0-9])(?!\w)",
            re.IGNORECASE,
        ),
    ),
    (DataKind.SECRET, re.compile(r"\bpin(?:-?code)?\b[\s:=]*(?:is |ist )?(\d{4,8})\b", re.IGNORECASE)),
    (
        DataKind.SECRET,
        re.compile(
            r"\b(?:wachtwoord|password|passwort|kennwort|digid-code)\b(?:\s*[:=]\s*|\s+(?:is|ist|lautet)\s+)"
            r"(?!(?:not|niet|nicht)\b)(\S{4,})",
            re.IGNORECASE,
        ),
    ),
)
#: A sign of money beside what is called one of these is a slip.
_NAMED_FOR_SURE = frozenset({DataKind.NATIONAL_NUMBER, DataKind.BANK_ACCOUNT})
THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
#: A valid number is named behind it: "€123456782 (BSN)", "123456782 euro is mijn BSN".
NAMED_BEHIND = re.compile(
    rf"[\s)]*{_MONEY}?[\s(,:=-]*(?:(?:is|ist|als|as|was)\s+)?(?:(?:mijn|my|mein|meine|zijn|haar|the|het|die)\s+)?"
    rf"(?:{_NATIONAL})(?!\w)",
    re.IGNORECASE,
)


def is_money(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` is an amount: a sign or word of money stands beside it."""
    return bool(MONEY_BEFORE.search(text[:start]) or MONEY_AFTER.match(text[end:]))


def _compact(value: str) -> str:
    """Return `value` without what parts its groups, its digits those of ASCII."""
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in re.sub(r"[\s.-]", "", value))


def _is_account(value: str) -> bool:
    return bool(IBAN_FORM.fullmatch(_compact(value))) or iban.is_valid(_compact(value))


def _account_end(value: str) -> int | None:
    """Return where the account number at the start of `value` ends: the words behind it may look like a part of it."""
    ends = [match.end() for match in re.finditer(r"[A-Z0-9](?![A-Z0-9])", value, re.IGNORECASE)]
    return next((end for end in reversed(ends) if _is_account(value[:end])), None)


def find_accounts(text: str) -> Iterator[Finding]:
    """Find IBANs: valid ones of any country, and anything of the form of a Dutch, German or Belgian one."""
    start = 0
    while match := IBAN.search(text, start):
        end = _account_end(match[0])
        # The words behind a number, and the next number behind them, may look like a part of it.
        start = match.start() + (end or 1)
        if end is not None:
            yield Finding(DataKind.BANK_ACCOUNT, match.start(), start)


CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool], DataKind], ...] = (
    (NINE_DIGITS, bsn.is_valid, DataKind.NATIONAL_NUMBER),
    (ELEVEN_DIGITS, idnr.is_valid, DataKind.NATIONAL_NUMBER),
    (BELGIAN, nn.is_valid, DataKind.NATIONAL_NUMBER),
    (GERMAN_INSURANCE, lambda _: True, DataKind.NATIONAL_NUMBER),
    (CARD, luhn.is_valid, DataKind.CARD),
    (DOCUMENT, lambda _: True, DataKind.DOCUMENT_NUMBER),
    (LONG_NUMBER, lambda _: True, DataKind.NUMBER),
)


def find_numbers(text: str) -> Iterator[Finding]:
    """Find every number of one person, labelled or of a known form."""
    yield from find_accounts(text)
    for kind, pattern in LABELLED:
        for match in pattern.finditer(text):
            named = kind in _NAMED_FOR_SURE and not _reads_as_amount(match[1])
            if named or not is_money(text, *match.span(1)):
                yield Finding(kind, *match.span(1))
    for pattern, valid, kind in CHECKED:
        for match in pattern.finditer(text):
            if valid(_compact(match[0])) and not _is_amount(kind, text, match):
                yield Finding(kind, *match.span())


def _reads_as_amount(number: str) -> bool:
    """Tell whether `number` has the dots of an amount, and no check digit: "does a BSN cost € 1.000.000?"."""
    digits = _compact(number)
    return bool(THOUSANDS.fullmatch(number)) and not (
        (len(digits) >= 8 and bsn.is_valid(digits)) or idnr.is_valid(digits) or nn.is_valid(digits)
    )


def _is_amount(kind: DataKind, text: str, match: re.Match[str]) -> bool:
    """Tell whether a valid number is an amount all the same. No amount has the 13 digits or more of a card."""
    if kind is DataKind.CARD or not is_money(text, *match.span()):
        return False
    return kind is not DataKind.NATIONAL_NUMBER or not NAMED_BEHIND.match(text, match.end())
