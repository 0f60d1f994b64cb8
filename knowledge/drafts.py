"""Drafts: entries with texts that nobody has written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from knowledge.schema import LANGUAGES, Entry, Language

#: What the texts of a new entry begin with, until they are written.
STILL_TO_WRITE: Mapping[Language, str] = {
    "nl": "Nog te schrijven",
    "de": "Noch zu schreiben",
    "en": "Still to be written",
}


def unwritten(entry: Entry) -> Iterator[tuple[str | int, ...]]:
    """Yield where in `entry` the texts stand that are still to be written."""
    for number, version in enumerate(entry.versions):
        for where, text in version.texts():
            for code in LANGUAGES:
                if text[code].startswith(STILL_TO_WRITE[code]):
                    yield ("versions", number, *where, code)


def still_to_write(entry: Entry) -> str | None:
    """Return the sentence that says how many texts of `entry` are still to be written, if any are."""
    count = len({where[:-1] for where in unwritten(entry)})
    if not count:
        return None
    texts = "1 text is" if count == 1 else f"{count} texts are"
    return f"{texts} still to be written; until then nobody gets this entry."


def is_draft(entry: Entry) -> bool:
    """Tell whether a text of `entry` is still to be written, so that it answers nobody."""
    return next(unwritten(entry), None) is not None
