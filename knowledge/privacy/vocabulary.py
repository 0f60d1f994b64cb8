"""The word lists of `words.yml`, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.loading import read_yaml

WORDS = Path(__file__).with_name("words.yml")


@dataclass(frozen=True)
class Vocabulary:
    """Words in lower case, of all three languages together."""

    glue: frozenset[str]
    asking: frozenset[str]
    #: Beginnings of words.
    topical: tuple[str, ...]
    not_a_name: frozenset[str]
    name_particles: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the word lists."""
    data = read_yaml(WORDS)

    def all_of(name: str) -> frozenset[str]:
        return frozenset(word for words in data[name].values() for word in words)

    return Vocabulary(
        glue=all_of("glue"),
        asking=all_of("asking"),
        topical=tuple(sorted(all_of("topical"))),
        not_a_name=frozenset(word for words in data["not_a_name"] for word in words),
        name_particles=frozenset(data["name_particles"]),
    )
