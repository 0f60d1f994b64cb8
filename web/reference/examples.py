"""One example of each operation in each language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from knowledge.loading import read_yaml
from knowledge.schema import Language

EXAMPLES = Path(__file__).parent / "examples.yml"


class Example(BaseModel):
    """A request that can be sent as it stands, and where it helps what comes back."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: dict[str, str] = {}
    query: dict[str, Any] = {}
    body: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None


@cache
def examples() -> Mapping[str, Mapping[Language, Example]]:
    """Return the examples by the id of their operation; one that needs nothing in words has none, or English alone."""
    return {
        operation: {language: Example.model_validate(example) for language, example in by_language.items()}
        for operation, by_language in read_yaml(EXAMPLES).items()
    }
