"""Whole conversations of our own, with what must hold of each reply (`evaluation/data/conversations.yml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.client import Client, Turn
from knowledge.loading import read_yaml

DATA = Path(__file__).parent / "data" / "conversations.yml"


@dataclass(frozen=True)
class Talk:
    """A conversation as its user holds it; the head of the file says what stands in a turn."""

    name: str
    language: str
    #: What it is about: "check", "follow-up", "urgent", …
    covers: str
    turns: tuple[Mapping[str, Any], ...]


@dataclass
class Held:
    """What came of a conversation up to its end, or to the first reply that was wrong."""

    talk: Talk
    #: What first went otherwise than it should; None where all went right.
    wrong: str | None = None
    #: Time of each turn that was taken.
    milliseconds: list[float] = field(default_factory=list)


def read_talks(path: Path = DATA) -> list[Talk]:
    """Read all conversations, in the order of the file."""
    rows = read_yaml(path)
    return [Talk(row["name"], row["language"], row["covers"], tuple(row["turns"])) for row in rows]


def hold(client: Client, talk: Talk) -> Held:
    """Hold the conversation `talk` until something goes wrong.

    Raises:
        NotRunning: the stack stopped answering.
    """
    held = Held(talk)
    reply: Turn | None = None
    for number, turn in enumerate(talk.turns, 1):
        typed = turn.get("say") or turn.get("press")
        reply = _take(client, turn, reply)
        if reply is None:
            held.wrong = f"{talk.name}, turn {number}: no button {typed!r}"
            break
        held.milliseconds.append(reply.milliseconds)
        if not _is_right(turn, reply, talk.language):
            last = reply.messages[-1] if reply.messages else {}
            text = _text(reply)[-300:]
            held.wrong = f"{talk.name}, turn {number}, {typed!r}: {last.get('kind')}/{last.get('status')}: {text}"
            break
    return held


def _take(client: Client, turn: Mapping[str, Any], last: Turn | None) -> Turn | None:
    """Type a message, or press a button of the last reply; None where there is no such button."""
    conversation = last.conversation if last else None
    if "say" in turn:
        return client.say(turn["say"], conversation)
    buttons = [button for message in last.messages for button in message["buttons"]] if last else []
    pressed = next((button for button in buttons if button["title"].startswith(turn["press"])), None)
    return client.press(pressed["payload"], conversation) if pressed else None


def _is_right(turn: Mapping[str, Any], reply: Turn, language: str) -> bool:
    if not reply.messages:
        return False
    last, text = reply.messages[-1], _text(reply)
    kinds = turn["kind"] if isinstance(turn["kind"], list) else [turn["kind"]]
    return (
        last["kind"] in kinds
        and last["language"] == turn.get("language", language)
        and turn.get("status") in {None, *(message["status"] for message in reply.messages)}
        and all(re.search(pattern, text, re.IGNORECASE) for pattern in turn.get("must") or ())
        and not any(re.search(pattern, text, re.IGNORECASE) for pattern in turn.get("never") or ())
    )


def _text(reply: Turn) -> str:
    """Return what the user reads: the texts, and the names on the contact cards below them."""
    names = (str(contact["name"]) for message in reply.messages for contact in message.get("contacts") or ())
    return "\n".join([*(str(message["text"]) for message in reply.messages), *names])
