"""Users of the product for locust: visitors of the chat, and those who look something up.

A visitor holds one of the conversations of `evaluation/data/`: whole ones with checks taken by buttons, openings with a
short follow-up, or a few questions of one language; then the next begins. Some rate an answer, some have the
conversation forgotten. Nothing of what is answered is judged here but that it is an answer.
"""

from __future__ import annotations

import json
import random
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, events, task
from locust.env import Environment

from evaluation.follow_ups import read_follow_ups
from evaluation.questions import read_questions
from evaluation.talks import read_talks
from knowledge.schema import LANGUAGES

#: Shares of what visitors do, and of their languages, in hundredths.
TALKS, FOLLOW_UPS, QUESTIONS = 30, 30, 40
LANGUAGE_SHARES = {"nl": 50, "en": 30, "de": 20}
RATES, FORGETS = 0.1, 0.05
MOST_QUESTIONS = 5
#: What may be said past saturation, if it says when to come again.
TURNED_AWAY = frozenset({429, 503})
TURNED_AWAY_NAME = "turned away"

Step = Mapping[str, Any]
Script = Sequence[Step]


def _scripts() -> dict[str, tuple[list[Script], list[Script], list[str]]]:
    """Return, of each language: whole conversations, openings with a follow-up, and single questions."""
    talks, follow_ups, questions = read_talks(), read_follow_ups(), read_questions()
    return {
        language: (
            [talk.turns for talk in talks if talk.language == language],
            [[{"say": text} for text in (*one.before, one.question)] for one in follow_ups if one.language == language],
            [question.text for question in questions if question.language == language],
        )
        for language in LANGUAGES
    }


SCRIPTS = _scripts()
#: How often who was turned away, and how often without being told when to come again.
turned_away: Counter[str] = Counter()


@events.init_command_line_parser.add_listener
def _options(parser: ArgumentParser) -> None:
    parser.add_argument("--pause", type=float, nargs=2, default=(0.0, 0.0), metavar=("LEAST", "MOST"))
    parser.add_argument("--results", type=Path)


@events.quitting.add_listener
def _write(environment: Environment, **_: Any) -> None:
    path: Path | None = environment.parsed_options.results if environment.parsed_options else None
    if path is None:
        return
    entries = {name: _figures(entry) for (name, _), entry in environment.stats.entries.items()}
    failures = [f"{error.name}: {error.error} ({error.occurrences})" for error in environment.stats.errors.values()]
    told = {"requests": entries, "failures": failures, "turned_away": dict(turned_away)}
    path.write_text(json.dumps(told), encoding="utf-8")


def _figures(entry: Any) -> dict[str, float]:
    percentiles = {f"p{share}": entry.get_response_time_percentile(share / 100) for share in (50, 95, 99)}
    return {"count": entry.num_requests, "failed": entry.num_failures, "per_second": entry.total_rps, **percentiles}


class _User(FastHttpUser):
    abstract = True
    # The stack under test has a certificate of its own.
    insecure = True
    network_timeout = connection_timeout = 30.0
    #: Each user draws from a sequence of their own, the same in every run.
    number = 0

    def on_start(self) -> None:
        """Come some time after the others."""
        _User.number += 1
        self.chance = random.Random(_User.number)  # noqa: S311 - who says what
        gevent.sleep(self.chance.uniform(0, self.environment.parsed_options.pause[1]))

    def wait_time(self) -> float:
        """Return how long the user thinks, in seconds."""
        least, most = self.environment.parsed_options.pause
        return self.chance.uniform(least, most)

    def send(self, name: str, method: str, path: str, **sent: Any) -> Any | None:
        """Send a request; return the JSON that came back, or nothing where it was turned away or failed."""
        with self.client.request(method, path, name=name, catch_response=True, **sent) as response:
            if response.status_code in TURNED_AWAY:
                told = response.headers.get("Retry-After", "").isdigit()
                turned_away[f"{response.status_code}{'' if told else ' without Retry-After'}"] += 1
                # Counted, and timed apart from what was answered.
                response.request_meta["name"] = TURNED_AWAY_NAME
                response.success()
                return None
            if not 200 <= response.status_code < 300:
                response.failure(f"status {response.status_code}")
                return None
            response.success()
            return response.json() if response.content else {}


class Visitor(_User):
    """Somebody in the chat."""

    weight = 9

    def on_start(self) -> None:
        """Begin a conversation."""
        super().on_start()
        self._begin()

    def _begin(self) -> None:
        language = self.chance.choices(list(LANGUAGE_SHARES), list(LANGUAGE_SHARES.values()))[0]
        talks, follow_ups, questions = SCRIPTS[language]
        kind = self.chance.choices(("talk", "follow-up", "questions"), (TALKS, FOLLOW_UPS, QUESTIONS))[0]
        if kind == "questions":
            count = self.chance.randint(1, MOST_QUESTIONS)
            script: Script = [{"say": text} for text in self.chance.sample(questions, count)]
        else:
            script = self.chance.choice(talks if kind == "talk" else follow_ups)
        self._steps: Iterator[Step] = iter(script)
        self._last: Any = None

    @task
    def turn(self) -> None:
        """Take the next turn; after the last one, or where it cannot go on, begin anew."""
        step = next(self._steps, None)
        sent = _sent(step, self._last) if step else None
        if sent is None:
            self._end()
            self._begin()
            return
        reply = self.send("turn", "POST", "/api/v1/chat", json=sent)
        if reply is None:
            self._begin()
        elif not reply["messages"]:
            self.environment.stats.log_error("POST", "turn", "no message")
        self._last = reply

    def _end(self) -> None:
        if self._last is None:
            return
        last = self._last["messages"][-1]
        if last["kind"] == "answer" and self.chance.random() < RATES:
            rating = {"answer": last["id"], "rating": self.chance.choice(("up", "down"))}
            self.send("rating", "POST", "/api/v1/feedback", json=rating)
        if self.chance.random() < FORGETS:
            headers = {"Authorization": f"Bearer {self._last['conversation']}"}
            self.send("forgetting", "DELETE", "/api/v1/chat", headers=headers)


class Searcher(_User):
    """Somebody, or a program, who looks things up."""

    weight = 1

    @task
    def search(self) -> None:
        """Look up a question."""
        language = self.chance.choice(LANGUAGES)
        self.send("search", "GET", "/api/v1/search", params={"q": self.chance.choice(SCRIPTS[language][2])})


def _sent(step: Step, last: Any) -> dict[str, Any] | None:
    """Return what a step sends after the reply `last`; nothing where there is no such button."""
    conversation = last["conversation"] if last else None
    if "say" in step:
        return {"conversation": conversation, "message": step["say"]}
    buttons = [button for message in last["messages"] for button in message["buttons"]] if last else []
    pressed = next((button for button in buttons if button["title"].startswith(step["press"])), None)
    return {"conversation": conversation, "payload": pressed["payload"]} if pressed else None
