from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from stdnum import iban, luhn
from stdnum.iso7064 import mod_11_10
from stdnum.nl import bsn

from knowledge.privacy import PLACEHOLDER, DataKind, Masker

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[3]
MASKER = Masker()

PERSONAL = [
    ("mail me op jan.jansen@gmail.com", DataKind.EMAIL, "jan.jansen@gmail.com"),
    ("schrijf naar jan (at) voorbeeld (punt) nl", DataKind.EMAIL, "voorbeeld"),
    ("bel me op 0687654321", DataKind.PHONE, "0687654321"),
    ("mijn nummer is 06-12 34 56 78", DataKind.PHONE, "12 34 56 78"),
    ("Tel. 0151 23456789", DataKind.PHONE, "23456789"),
    ("call me at +44 7911 123456 please", DataKind.PHONE, "7911"),
    ("0032 470 12 34 56 is my number", DataKind.PHONE, "470"),
    ("mijn telefoonnummer is 612345678", DataKind.PHONE, "612345678"),
    ("my IBAN is NL91ABNA0417164300", DataKind.BANK_ACCOUNT, "ABNA"),
    ("DE89 3704 0044 0532 0130 00 ist mein Konto", DataKind.BANK_ACCOUNT, "3704"),
    ("rekening NL91ABNA0417164301 (met tikfout)", DataKind.BANK_ACCOUNT, "0417164301"),
    ("kaart 4111 1111 1111 1111", DataKind.CARD, "4111"),
    ("bsn 123456782", DataKind.NATIONAL_NUMBER, "123456782"),
    ("123 456 782", DataKind.NATIONAL_NUMBER, "456"),
    ("BSN €123456782", DataKind.NATIONAL_NUMBER, "123456782"),
    ("bsn123456782EUR", DataKind.NATIONAL_NUMBER, "123456782"),
    ("€123456782 (BSN)", DataKind.NATIONAL_NUMBER, "123456782"),
    ("_123456782_", DataKind.NATIONAL_NUMBER, "123456782"),
    ("123456782,111222333", DataKind.NATIONAL_NUMBER, "111222333"),
    ("１２３ ４５６ ７８２", DataKind.NATIONAL_NUMBER, "４５６"),
    ("€ 4111 1111 1111 1111", DataKind.CARD, "4111"),
    ("Kontonummer: € 1234567", DataKind.BANK_ACCOUNT, "1234567"),
    ("mijn burgerservicenummer is 12345678", DataKind.NATIONAL_NUMBER, "12345678"),
    ("Steuer-ID 86 095 742 719", DataKind.NATIONAL_NUMBER, "742"),
    ("85.07.30-033.28", DataKind.NATIONAL_NUMBER, "033"),
    ("V-nummer: 2712345678", DataKind.DOCUMENT_NUMBER, "2712345678"),
    ("Ausweisnr. L01X00T47", DataKind.DOCUMENT_NUMBER, "L01X00T47"),
    ("NX3K12345", DataKind.DOCUMENT_NUMBER, "NX3K12345"),
    ("passport no. X1234567", DataKind.DOCUMENT_NUMBER, "X1234567"),
    ("pin 1234", DataKind.SECRET, "1234"),
    ("mein Passwort ist Sommer!24", DataKind.SECRET, "Sommer"),
    ("geboren am 01.01.1998 in Kabul", DataKind.BIRTH_DATE, "1998"),
    ("geboortedatum 1 januari 1998", DataKind.BIRTH_DATE, "januari"),
    ("born on March 3rd, 1999", DataKind.BIRTH_DATE, "1999"),
    ("ik ben op 3 mei 2001 geboren", DataKind.BIRTH_DATE, "2001"),
    ("Kerkstraat 3 Hardenberg", DataKind.ADDRESS, "Kerkstraat"),
    ("Lange Straat 5a, 7772 AB Hardenberg", DataKind.ADDRESS, "7772"),
    ("7772 AB 12", DataKind.ADDRESS, "7772"),
    ("my address is 7 Canal St Coevorden", DataKind.ADDRESS, "Canal"),
    ("ich wohne Am Markt 5, 48599 Gronau", DataKind.ADDRESS, "48599"),
    ("ik woon op Stationsplein 12", DataKind.ADDRESS, "Stationsplein"),
    ("Ik heet jan de vries en zoek een stage", DataKind.NAME, "vries"),
    ("Mijn naam is Li Wei.", DataKind.NAME, "Wei"),
    ("Ich heiße Ayşe Yılmaz", DataKind.NAME, "Yılmaz"),
    ("mein Name ist Müller-Lüdenscheidt", DataKind.NAME, "Müller"),
    ("my name is Ahmed el Amrani", DataKind.NAME, "Amrani"),
    ("Mijn dochter heet Sofia", DataKind.NAME, "Sofia"),
    ("Met vriendelijke groet, Anna Schmidt", DataKind.NAME, "Schmidt"),
]

HARMLESS = [
    "Mag ik 16 uur per week werken?",
    "Moet ik € 5.942 of 5942 euro per maand verdienen?",
    "Kost de aanvraag EUR 123456789 of 1.234.567,89 euro?",
    "Ik heb een BSN en verdien € 123.456.782, of 123456782 euro, hoe zit dat?",
    "Kost een BSN 25 euro, of 1.250 euro met een Steuer-ID?",
    "Geldt artikel 3.87a Vb 2000 en richtlijn 2009/50/EG nog?",
    "Wat staat in § 18b AufenthG und § 25 BE?",
    "Stages tussen 2008-2013 en 2008/2009",
    "Was ändert sich am 01.01.2027 beim Mindestlohn?",
    "De wet van 24 maart 2016, en jongeren geboren na 2005",
    "My name is on the permit, is that a problem?",
    "Mijn naam is verkeerd gespeld op mijn diploma",
    "Hoe heet TWV in het Duits?",
    "Wie heißt das Gesetz von 2016, das heißt, welches gilt?",
    "ich bin Türkische Studentin, darf ich arbeiten?",
    "Ik ben Oekraïens en woon in Hardenberg",
    "Studienplatz 2 Jahre, Arbeitsmarkt 2016, bijbaan 16 uur",
    "Mijn paspoort kost 80 euro en mijn Reisepass ist bis 2026 gültig",
    "Ik woon in 7772 AB, welk loket is dichtbij?",
    "Welk loonbedrag geldt: 2.327 of 2.600 per maand in 2016 2017 2018?",
    "Gratis nummer 0800 0543 of 088 0430430, welke is van de IND?",
    "Het wachtwoord is niet nodig, toch?",
    "ISO 27001, NLQF-niveau 4, CEFR B1, A1-verklaring",
]


@pytest.mark.parametrize(("text", "kind", "secret"), PERSONAL)
def test_personal_data_are_found_and_taken_out(text: str, kind: DataKind, secret: str) -> None:
    masked = MASKER.mask(text)
    assert kind in masked.kinds
    assert secret not in masked.text
    assert PLACEHOLDER in masked.text


@pytest.mark.parametrize("text", HARMLESS)
def test_figures_dates_and_article_numbers_of_a_question_stay(text: str) -> None:
    assert MASKER.mask(text).text == text


def _example_questions() -> list[str]:
    lines = (ROOT / "evaluation" / "data" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    for path in sorted((ROOT / "bot" / "data" / "nlu").rglob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("nlu", []):
            asked += [line.removeprefix("- ") for line in str(block.get("examples", "")).splitlines()]
    return asked


def test_no_example_question_is_taken_for_personal_data() -> None:
    questions = _example_questions()
    changed = [question for question in questions if MASKER.mask(question).changed]
    assert len(questions) > 100
    assert changed == []


@pytest.mark.parametrize(
    "text",
    [
        "my IBAN is NL91ABNA0417164300 pin 1234 and my address is 7 Canal St Coevorden",
        "Ali Beispiel, geboren am 01.01.1998 in Kabul, Ausweisnr. L01X00T47, Tel. 0151 23456789",
        "ik ben Fatima Voorbeeld, bsn 123456782, Kerkstraat 3 Hardenberg, bel me op 0687654321",
        "Kun je mijn BSN 123456782 opslaan?",
        "jan@voorbeeld.nl",
        "Please remember my passport number X1234567",
        "ali beispiel geb 01.01.1998 tel 0151 23456789",
    ],
)
def test_a_message_of_personal_data_alone_asks_nothing(text: str) -> None:
    assert MASKER.mask(text).only_personal


@pytest.mark.parametrize(
    "text",
    [
        "Ik heet Fatima, hoeveel uur mag ik werken?",
        "Ich bin Student, Tel. 0151 23456789, brauche ich ein Visum?",
        "My name is Li Wei and I want to do an internship in Enschede",
        "bsn 123456782, stage in Hardenberg",
        "Ich heiße Ayşe Yılmaz, wohne Am Markt 5, 48599 Gronau und suche ein Praktikum",
    ],
)
def test_a_message_that_also_asks_is_not_refused(text: str) -> None:
    masked = MASKER.mask(text)
    assert masked.changed
    assert not masked.only_personal


def test_a_message_without_personal_data_is_never_refused() -> None:
    assert not MASKER.mask("hallo").only_personal


def test_numbers_and_addresses_that_organisations_publish_stay() -> None:
    masker = Masker(["info@gip.example"], ["+49 2821 793079", "050 5977600 / +31 50 5977600"])
    text = "Is info@gip.example goed, of bel ik 0049 2821 793079 of 050-5977600?"
    assert masker.mask(text).text == text
    assert masker.mask("en jan@gip.example?").changed


def test_a_name_after_i_am_counts_only_beside_other_personal_data() -> None:
    assert not MASKER.mask("I am Anna Smith").changed
    assert "Smith" not in MASKER.mask("I am Anna Smith, call +31 6 12345678").text


@given(st.text(max_size=300))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = MASKER.mask(text).text
    assert MASKER.mask(once).text == once


@given(
    st.integers(min_value=10_000_000, max_value=99_999_999),
    st.sampled_from(["bsn {}", "mijn BSN is {}, mag ik werken?"]),
)
def test_every_valid_bsn_is_masked(digits: int, sentence: str) -> None:
    number = next(f"{digits}{last}" for last in [*range(10), "?"] if last == "?" or bsn.is_valid(f"{digits}{last}"))
    if number.endswith("?"):
        return
    assert number not in MASKER.mask(sentence.format(number)).text


def _valid_bsn(digits: int) -> str | None:
    return next((f"{digits}{last}" for last in range(10) if bsn.is_valid(f"{digits}{last}")), None)


#: Ways to write a number beside a sign of money.
BESIDE_MONEY = st.sampled_from(["€{}", "€ {}", "EUR{}", "EUR {}", "{}€", "{} euro", "{},-", "{} EUR", "$ {}", "(€{})"])
BSN_NAMES = st.sampled_from(["BSN", "mijn bsn is", "burgerservicenummer:", "Sofinummer", "BSN-nummer =", "sofi nummer"])
GERMAN_NAMES = st.sampled_from(["Steuer-ID", "meine Steuer-ID ist", "steuer id:", "Identifikationsnummer", "tax id is"])


def _grouped(number: str, separator: str) -> str:
    first = len(number) % 3 or 3
    return separator.join([number[:first], *(number[at : at + 3] for at in range(first, len(number), 3))])


@st.composite
def german_tax_ids(draw: st.DrawFn) -> str:
    """One of its first ten digits stands there twice, one is missing, and the last is a check digit."""
    first, *digits = draw(st.permutations("0123456789"))
    digits[draw(st.integers(0, 8))] = first
    body = "".join(digits) + first
    assume(body[0] != "0")
    return body + mod_11_10.calc_check_digit(body)


@given(
    st.tuples(BSN_NAMES, st.integers(10_000_000, 99_999_999).map(_valid_bsn).filter(bool))
    | st.tuples(GERMAN_NAMES, german_tax_ids()),
    BESIDE_MONEY,
    st.sampled_from(["", " ", "."]),
    st.sampled_from(["", ", mag ik werken?", " en verder?"]),
)
@settings(max_examples=500, deadline=None)
def test_what_is_called_a_national_number_is_masked_whatever_money_stands_beside_it(
    named: tuple[str, str], money: str, separator: str, after: str
) -> None:
    name, number = named
    shown = _grouped(number, separator)
    assert shown not in MASKER.mask(f"{name} {money.format(shown)}{after}").text


@given(st.integers(10_000_000, 99_999_999).map(_valid_bsn).filter(bool), BESIDE_MONEY)
def test_a_valid_number_that_is_called_a_bsn_behind_it_is_masked(number: str, money: str) -> None:
    for form in ("{} is mijn BSN", "{} (BSN)", "{}, bsn"):
        assert number not in MASKER.mask(form.format(money.format(number))).text


@given(st.text("0123456789", min_size=12, max_size=15), BESIDE_MONEY, st.booleans())
def test_a_card_number_is_masked_whatever_money_stands_beside_it(digits: str, money: str, grouped: bool) -> None:
    number = digits + luhn.calc_check_digit(digits)
    shown = " ".join(re.findall(r"\d{1,4}", number)) if grouped else number
    assert shown not in MASKER.mask(f"Betaald met {money.format(shown)}, klopt dat?").text


@given(
    st.integers(1, 9_999_999), BESIDE_MONEY, st.sampled_from(["Kost een BSN {}?", "BSN en {} loon", "{} voor een BSN"])
)
def test_an_amount_that_a_sentence_with_bsn_speaks_of_stays(amount: int, money: str, sentence: str) -> None:
    text = sentence.format(money.format(f"{amount:,}".replace(",", ".")))
    assert MASKER.mask(text).text == text


@given(st.integers(min_value=0, max_value=9_999_999_999), st.sampled_from(["ABNA", "RABO", "INGB"]), st.booleans())
def test_every_dutch_iban_is_masked_with_and_without_blanks(account: int, bank: str, grouped: bool) -> None:
    body = f"{bank}{account:010d}"
    number = f"NL{iban.calc_check_digits('NL00' + body)}{body}"
    shown = iban.format(number) if grouped else number
    masked = MASKER.mask(f"Mijn rekening is {shown} en ik zoek werk.")
    assert masked.text == f"Mijn rekening is {PLACEHOLDER} en ik zoek werk."


def test_two_account_numbers_with_a_short_word_between_them_are_both_masked() -> None:
    text = "van NL91ABNA0417164300 naar DE89370400440532013000 en BE68539007547034, mag dat?"
    assert MASKER.mask(text).text == f"van {PLACEHOLDER} naar {PLACEHOLDER} en {PLACEHOLDER}, mag dat?"


@given(st.integers(min_value=0, max_value=99_999_999), st.sampled_from(["06{}", "06-{}", "+316{}", "0031 6 {}"]))
def test_every_dutch_mobile_number_is_masked(number: int, form: str) -> None:
    shown = form.format(f"{number:08d}")
    masked = MASKER.mask(f"bel {shown} graag")
    assert shown[-8:] not in masked.text


@given(
    st.one_of(
        st.integers(min_value=1, max_value=10**12).map(lambda n: f"€ {n:,}".replace(",", ".")),
        st.integers(min_value=1, max_value=10**12).map(lambda n: f"{n} euro"),
        st.integers(min_value=1900, max_value=2099).map(str),
        st.integers(min_value=1, max_value=60).map(lambda n: f"{n} uur"),
        st.tuples(st.integers(1, 9), st.integers(1, 99), st.sampled_from("abc")).map(
            lambda p: f"artikel {p[0]}.{p[1]}{p[2]}"
        ),
        st.tuples(st.integers(1990, 2030), st.integers(1, 120)).map(lambda p: f"richtlijn {p[0]}/{p[1]}/EG"),
    )
)
def test_amounts_years_hours_and_articles_are_never_masked(figure: str) -> None:
    text = f"Geldt {figure} ook voor mijn stage?"
    assert MASKER.mask(text).text == text


#: What makes one of each sort that is told by its form alone, wherever it stands.
_DIGITS = {length: st.text("0123456789", min_size=length, max_size=length) for length in (6, 7, 8, 10)}
_WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12)
SECRETS = st.one_of(
    st.tuples(_WORD, _WORD, st.sampled_from(["nl", "de", "com", "school.example"])).map(
        lambda p: f"{p[0]}@{p[1]}.{p[2]}"
    ),
    st.tuples(_WORD, _WORD).map(lambda p: f"{p[0]} (at) {p[1]} (punt) nl"),
    _DIGITS[8].map(lambda d: f"06{d}"),
    _DIGITS[8].map(lambda d: f"+31 6 {d[:4]} {d[4:]}"),
    _DIGITS[8].map(lambda d: f"0151 {d}"),
    _DIGITS[10].map(lambda d: f"NL{iban.calc_check_digits(f'NL00ABNA{d}')}ABNA{d}"),
    st.integers(10_000_000, 99_999_999).map(_valid_bsn).filter(bool),
    st.integers(1, 199).map(lambda n: f"Kerkstraat {n}, 7772 AB Hardenberg"),
)
#: No word or sign of money: a number beside one, and without its name, is an amount.
AROUND = st.lists(
    st.sampled_from([
        "mag", "ik", "werken", "naast", "mijn", "studie", "?", "darf", "als", "Student", "arbeiten", ",", "may", "I",
        "do", "an", "internship", "!", "BSN", "naam", "is", "--", "2026", "16 uur", "vriendin heet", "Herr", "(", ")",
        ".", ":", "Müller", "groet",
    ]),
    max_size=8,
).map(" ".join)  # fmt: skip


@given(AROUND, SECRETS, AROUND, SECRETS, AROUND)
@settings(max_examples=1000, deadline=None)
def test_what_is_masked_alone_is_masked_in_any_sentence_beside_anything_else(
    before: str, first: str, between: str, second: str, after: str
) -> None:
    text = f"{before} {first} {between} {second} {after}"
    masked = MASKER.mask(text)
    for secret in (first, second):
        assert secret not in masked.text
        for part in re.findall(r"\d{6,}|\w+@\w+", secret):
            assert part not in masked.text


@given(st.text(st.characters(), max_size=400))
@settings(max_examples=1000, deadline=None)
def test_no_text_breaks_the_masker_and_nothing_is_added_but_placeholders(text: str) -> None:
    masked = MASKER.mask(text)
    parts = masked.text.split(PLACEHOLDER)
    position = 0
    for part in parts:
        position = text.index(part, position) + len(part)
    assert masked.changed == (masked.text != text)
    assert isinstance(masked.only_personal, bool)
