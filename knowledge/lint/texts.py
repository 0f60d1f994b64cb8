"""Checks of one entry's texts: the three languages must say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from knowledge.drafts import unwritten
from knowledge.lint.dates import months_in
from knowledge.lint.finding import Finding, Level, Location
from knowledge.lint.numbers import links_in, numbers_in, phones_in, spelt_numbers_in
from knowledge.schema import LANGUAGES, PLACEHOLDER, Entry, Language, Localised, Version

MIN_QUESTIONS = 4
#: An answer that is longer does not fit a phone's screen.
MAX_POINT_WORDS = 90


def located_texts(entry: Entry) -> Iterator[tuple[Location, Localised, Version]]:
    """Yield each summary and point text with where it stands."""
    for v, version in enumerate(entry.versions):
        for where, text in version.texts():
            yield ("versions", v, *where), text, version


def _told(text: Localised, code: Language) -> dict[str, frozenset[object]]:
    """Return what must be the same in every language, by its name."""
    # Placeholders are compared by name; their numbers are formatted from one value.
    bare = PLACEHOLDER.sub(" ", text[code])
    return {
        "numbers": frozenset(numbers_in(bare, code)),
        "months": frozenset(months_in(bare, code)),
        "phone numbers": frozenset(phones_in(bare)),
        "links": frozenset(links_in(bare)),
        "values": frozenset(PLACEHOLDER.findall(text[code])),
    }


def check_languages_agree(path: Path, entry: Entry) -> Iterator[Finding]:
    """Numbers, months of dates, phone numbers, links and placeholders must be the same in the three languages."""
    for location, text, _ in located_texts(entry):
        told = {code: _told(text, code) for code in LANGUAGES}
        for what, in_dutch in told["nl"].items():
            for code in ("de", "en"):
                differing = told[code][what] ^ in_dutch
                if what == "numbers":
                    # "2 diplomas" agrees with "twee diploma's".
                    spelt = {language: spelt_numbers_in(text[language], language) for language in ("nl", code)}
                    differing -= (spelt[code] - told[code][what]) | (spelt["nl"] - in_dutch)
                if listed := ", ".join(sorted(map(str, differing))):
                    how = ": digits, or words up to twelve" if what == "numbers" else ""
                    yield Finding(
                        path, (*location, code), f"{what} differ between nl and {code}: {listed}.",
                        f"Write the same ones in each language{how}.",
                    )  # fmt: skip


def check_written(path: Path, entry: Entry) -> Iterator[Finding]:
    """Every text must be written: the index leaves an entry out until they are."""
    missing: dict[Location, list[str]] = {}
    for *where, code in unwritten(entry):
        missing.setdefault(tuple(where), []).append(str(code))
    for location, codes in missing.items():
        yield Finding(
            path, location, f"the text is still to be written ({', '.join(codes)}).",
            "Write it: until then nobody gets this entry.",
        )  # fmt: skip


def check_values(path: Path, entry: Entry) -> Iterator[Finding]:
    """Every value needs a text that names it; that every name has a value is the schema's to check."""
    inherited = {
        name
        for version in entry.versions
        if version.inherits
        for other in entry.versions
        for point in other.points
        if point.id in version.inherits
        for name in PLACEHOLDER.findall(point.text.nl)
    }
    for v, version in enumerate(entry.versions):
        texts = [text for _, text, owner in located_texts(entry) if owner is version]
        used = {name for text in texts for code in LANGUAGES for name in PLACEHOLDER.findall(text[code])}
        for name in sorted(set(version.values) - used - inherited):
            yield Finding(
                path, ("versions", v, "values", name), f"value `{name}` is used in no text.",
                "Name it in a text, or remove it.", Level.WARNING,
            )  # fmt: skip


def check_questions(path: Path, entry: Entry) -> Iterator[Finding]:
    """Each language needs enough questions."""
    for code in LANGUAGES:
        count = len(entry.questions[code])
        if count < MIN_QUESTIONS:
            yield Finding(
                path, ("questions", code), f"{count} questions in {code}.",
                f"Write at least {MIN_QUESTIONS}, as people ask.",
            )  # fmt: skip


def check_length(path: Path, entry: Entry) -> Iterator[Finding]:
    """Answers must fit a phone."""
    for location, text, _ in located_texts(entry):
        for code in LANGUAGES:
            words = len(text[code].split())
            if words > MAX_POINT_WORDS:
                yield Finding(
                    path, (*location, code), f"{words} words.",
                    f"Split it: an answer has about 60 words, at most {MAX_POINT_WORDS}.", Level.WARNING,
                )  # fmt: skip
