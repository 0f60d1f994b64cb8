"""Reads rules and stories as turns, so that they can be compared: who walks which rule, and in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.components.language_evidence import LANGUAGES

ROOT = Path(__file__).parents[2]
RULES = ROOT / "bot" / "data" / "rules"
STORIES = Path(__file__).parent / "stories"

#: What the bot does, as (kind of step, its value). Slots are left out: none changes what a rule does.
Steps = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Rule:
    """One rule; `intent` is None where it begins with what the form did."""

    name: str
    intent: str | None
    in_check: bool
    steps: Steps

    def is_walked_by(self, turn: Turn) -> bool:
        """Tell whether the bot does in `turn` what the rule wants, for the same reason."""
        if turn.in_check != self.in_check:
            return False
        if self.intent is None:
            return turn.steps[-len(self.steps) :] == self.steps
        return (turn.intent, turn.steps) == (self.intent, self.steps)


@dataclass(frozen=True)
class Turn:
    """One message of a story and what follows it; `in_check` tells whether the form ran before it."""

    text: str
    intent: str
    in_check: bool
    steps: Steps


@dataclass(frozen=True)
class Story:
    """One story; `language` is None in files that mix languages or hold buttons."""

    name: str
    language: str | None
    turns: tuple[Turn, ...]


def rules() -> list[Rule]:
    """Return the rules of the bot."""
    return [
        Rule(
            rule["rule"],
            next((step["intent"] for step in rule["steps"] if "intent" in step), None),
            any(condition.get("active_loop") for condition in rule.get("condition", [])),
            _done(rule["steps"]),
        )
        for path in sorted(RULES.glob("*.yml"))
        for rule in _read(path)["rules"]
    ]


def story_files() -> list[Path]:
    """Return the files of stories; Rasa knows those for tests by how their names begin."""
    return sorted(STORIES.glob("test_*.yml"))


def stories() -> list[Story]:
    """Return all stories; the end of a file's name tells its language."""
    return [story for path in story_files() for story in stories_of(path)]


def stories_of(path: Path) -> list[Story]:
    """Return the stories of one file."""
    ending = path.stem.rpartition("_")[2]
    language = ending if ending in LANGUAGES else None
    return [Story(story["story"], language, tuple(_turns(story["steps"]))) for story in _read(path)["stories"]]


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _turns(steps: list[dict[str, Any]]) -> Iterator[Turn]:
    starts = [number for number, step in enumerate(steps) if "intent" in step]
    in_check = False
    for start, end in zip(starts, [*starts[1:], len(steps)], strict=True):
        done = _done(steps[start:end])
        yield Turn(steps[start]["user"].strip(), steps[start]["intent"], in_check, done)
        loops = [value for kind, value in done if kind == "active_loop"]
        in_check = bool(loops[-1]) if loops else in_check


def _done(steps: list[dict[str, Any]]) -> Steps:
    return tuple((kind, step[kind]) for step in steps for kind in ("action", "active_loop") if kind in step)
