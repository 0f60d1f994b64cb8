"""The assistant's own sentences, in three languages, from `knowledge/data/phrases.yml`."""

from __future__ import annotations

from functools import cache
from importlib import resources

from ruamel.yaml import YAML

from knowledge.schema import Language, Localised


@cache
def _catalogue() -> dict[str, Localised]:
    text = (resources.files("knowledge") / "data" / "phrases.yml").read_text(encoding="utf-8")
    return {name: Localised.model_validate(texts) for name, texts in YAML(typ="safe").load(text).items()}


def phrase(name: str, language: Language, **parts: str) -> str:
    """Return the sentence `name` in `language`, with `{…}` replaced by `parts`.

    Raises:
        KeyError: there is no such sentence, or a part of it is not given.
    """
    return _catalogue()[name][language].format(**parts)
