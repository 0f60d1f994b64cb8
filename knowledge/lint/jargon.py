"""Check that abbreviations and terms of the field are explained where they stand.

`knowledge/data/glossary.yml` lists the terms, and per language the words that explain them. A term without words
in a language is not looked for there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge.lint.finding import Finding, Level
from knowledge.lint.texts import located_texts
from knowledge.loading import PACKAGE, KnowledgeError, read_yaml
from knowledge.schema import LANGUAGES, Entry, LocalisedList

GLOSSARY = PACKAGE / "data" / "glossary.yml"

Glossary = Mapping[str, LocalisedList]


@cache
def load_glossary(path: Path = GLOSSARY) -> Glossary:
    """Read the terms and what explains them.

    Raises:
        KnowledgeError: the file is not a mapping of terms to explanations per language.
    """
    try:
        return TypeAdapter(dict[str, LocalisedList]).validate_python(read_yaml(path))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise KnowledgeError(f"{path}: `{where}`: {error.errors()[0]['msg']}") from error


@cache
def _terms(terms: tuple[str, ...], *, in_text: bool) -> re.Pattern[str]:
    """Match each term as a word of its own.

    `in_text`: pass over a compound (`IND-leges`, `UWV/EURES`), which has no room for an explanation, and a term before
    a capital, which is part of a name (`IHK FOSA`). A title names the term in these too.
    """
    # The longest first: of two terms that begin alike, the whole one is meant.
    listed = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    whole = r"(?![\w/-])(?! [A-ZÄÖÜ])" if in_text else r"(?!\w)"
    return re.compile(rf"(?<![\w/-])(?:{listed}){whole}")


def check_jargon(path: Path, entry: Entry, glossary: Glossary) -> Iterator[Finding]:
    """Warn of a text that uses a term of `glossary` and does not explain it, nor does the entry's title name it."""
    terms, titled = _terms(tuple(glossary), in_text=True), _terms(tuple(glossary), in_text=False)
    for location, text, _ in located_texts(entry):
        for code in LANGUAGES:
            title = entry.title[code]
            for term in sorted(set(terms.findall(text[code])) - set(titled.findall(title))):
                words = glossary[term][code]
                read = f"{title} {text[code]}".casefold()
                if not words or any(word.casefold() in read for word in words):
                    continue
                yield Finding(
                    path, (*location, code), f"`{term}` is not explained.",
                    f"Write `{term} ({words[0]})`, or say it in other words (knowledge/data/glossary.yml lists what "
                    "counts as an explanation).", Level.WARNING,
                )  # fmt: skip
