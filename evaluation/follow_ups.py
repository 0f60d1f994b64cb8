"""Short follow-ups (`evaluation/data/follow_ups.yml`), and whether the running stack understands them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.client import Client
from knowledge.loading import read_yaml

DATA = Path(__file__).parent / "data" / "follow_ups.yml"


@dataclass(frozen=True)
class FollowUp:
    """One follow-up; the head of the file says what its fields hold."""

    id: str
    language: str
    kind: str
    before: Sequence[str]
    question: str
    entries: frozenset[str]
    check: str | None = None


def read_follow_ups(path: Path = DATA) -> list[FollowUp]:
    """Read all follow-ups, in the order of the file."""
    rows: list[dict[str, Any]] = read_yaml(path)
    return [FollowUp(**{**row, "entries": frozenset(row["entries"])}) for row in rows]


def is_understood(client: Client, follow_up: FollowUp) -> bool:
    """Tell whether the last reply is an answer that fits, a check that does, or no answer where none is known.

    Who asks for a telephone number is answered with the card of the one that they mean.

    Raises:
        NotRunning: the stack stopped answering.
    """
    conversation = None
    for message in follow_up.before:
        conversation = client.say(message, conversation).conversation
    last = client.say(follow_up.question, conversation).messages[-1]
    if last["kind"] == "form":
        return follow_up.check is not None
    if last["kind"] != "answer":
        cards = {str(card["id"]) for card in last.get("contacts") or ()}
        return not follow_up.entries or (last["kind"] == "handover" and bool(cards & follow_up.entries))
    return last["entry"] in follow_up.entries
