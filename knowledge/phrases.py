"""The assistant's own sentences, in three languages, from `knowledge/data/phrases.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from knowledge.loading import PACKAGE, read_yaml
from knowledge.schema import Language, Localised

PHRASES = PACKAGE / "data" / "phrases.yml"


@cache
def catalogue(path: Path = PHRASES) -> dict[str, Localised]:
    """Return all sentences of the file `path`, by name.

    Raises:
        EntryError: it is no YAML.
    """
    return {name: Localised.model_validate(texts) for name, texts in read_yaml(path).items()}


def phrase(name: str, language: Language, **parts: str) -> str:
    """Return the sentence `name` in `language`, with `{…}` replaced by `parts`.

    Raises:
        KeyError: there is no such sentence, or a part of it is not given.
    """
    return catalogue()[name][language].format(**parts)
