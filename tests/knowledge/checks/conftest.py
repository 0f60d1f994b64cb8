"""A small check, by which the rules of all checks are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from knowledge.checks import DecisionTable
from knowledge.checks.schema import Check


def text(words: str) -> dict[str, str]:
    return dict.fromkeys(("nl", "de", "en"), words)


def option(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "label": text(name), **more}


def question(name: str, *options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "ask": text(f"{name}?"), "why": text("because"), "options": options, **more}


def outcome(words: str) -> dict[str, Any]:
    return {"title": text(words), "text": text(words), "reasons": ["ind#summary"]}


SMALL = {
    "id": "small",
    "title": text("Small check"),
    "intro": text("It is small."),
    "questions": [
        question("nationality", option("eu", countries=["DE", "FR"]), option("other", countries=["*"]),
                 reads="nationality"),
        question("purpose", option("work"), option("internship", words={"nl": ["stage*"], "de": ["praktik*"]})),
        question("stay", option("short", range={"below": 91}), option("long", range={"least": 91}), reads="duration"),
    ],
    "rows": [
        {"when": {"nationality": "eu"}, "outcome": "free"},
        {"when": {"nationality": "other", "purpose": "work"}, "outcome": "permit"},
        {"when": {"nationality": "other", "purpose": "internship", "stay": "short"}, "outcome": "permit"},
        {"when": {"nationality": ["other"], "purpose": "internship", "stay": "long"}, "outcome": "single"},
    ],
    "outcomes": {name: outcome(name) for name in ("free", "permit", "single")},
}  # fmt: skip


@pytest.fixture
def small() -> DecisionTable:
    return DecisionTable(Check.model_validate(SMALL))


@pytest.fixture
def small_with() -> Callable[..., DecisionTable]:
    """Make the small check with other parts."""
    return lambda **parts: DecisionTable(Check.model_validate({**SMALL, **parts}))
