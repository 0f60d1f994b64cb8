"""The trained bot does what the stories tell, by Rasa's own evaluation, and no rule is without a story.

The evaluation predicts what to do and runs no action: what a form would have heard stands in the stories, as
`active_loop` and `slot_was_set`. Where a story lets another action follow than the form, Rasa takes the form to have
refused the message. Which words leave the classifier unsure (`nlu_fallback`) is for the trained model to say: where
other examples make one of them clear, the story needs another. Whole turns with actions that run are in
test_dialogue.py and tests/e2e.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rasa.core import test as evaluation
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from bot.components.language_evidence import LANGUAGES
from tests.bot.examples import training
from tests.bot.turns import Rule, rules, stories, stories_of, story_files

pytestmark = pytest.mark.rasa

#: Said in words; all other intents are sent by buttons, which are the same in every language.
SAID = {example.intent for example in training()} | {"nlu_fallback"}
STORIES = stories()


@pytest.fixture
def judge(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Agent:
    """The bot whose messages have an intent alone.

    Rasa fails a story for each entity that it does not tell, also for those that stand nowhere in the text, such as
    its language. No rule looks at entities; that they are found is tested in test_nlu_quality.py.
    """
    processor = agent.processor
    assert processor is not None
    parse = processor.parse_message

    async def intent_of(message: UserMessage, *arguments: Any) -> dict[str, Any]:
        parsed = dict(await parse(message, *arguments))
        return parsed if (message.text or "").startswith("/") else {**parsed, "entities": []}

    monkeypatch.setattr(processor, "parse_message", intent_of)
    return agent


def failed(path: Path, judge: Agent, out: Path) -> tuple[list[str], str]:
    """Return the names of the stories of a file that fail, and Rasa's account of them."""
    done = asyncio.run(
        evaluation.test(str(path), judge, out_directory=str(out), e2e=True, disable_plotting=True, warnings=False)
    )
    # Rasa leaves out stories that have the same intents and actions as one before.
    assert done["report"]["conversation_accuracy"]["total"] == len(stories_of(path)), f"two of {path.name} are the same"
    account = (out / "failed_test_stories.yml").read_text(encoding="utf-8")
    return re.findall(r"^- story: (.+?)(?: \([^()]*\.yml\))?$", account, re.MULTILINE), account


@pytest.mark.parametrize("path", story_files(), ids=lambda path: path.stem)
def test_the_bot_does_what_the_stories_tell(path: Path, judge: Agent, tmp_path: Path) -> None:
    names, account = failed(path, judge, tmp_path)
    assert names == [], account


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("action: utter_thanks", "action: utter_greet"),
        ("intent: thanks", "intent: goodbye"),
        ("action: check_form", "action: action_answer"),
        ("action: action_check_outcome", "action: action_stop_check"),
    ],
)
def test_a_story_that_tells_something_else_fails(right: str, wrong: str, judge: Agent, tmp_path: Path) -> None:
    lines = [
        'version: "3.1"',
        "stories:",
        "  - story: Sound",
        "    steps:",
        "      - {user: hallo daar, intent: greet}",
        "      - action: utter_greet",
        "  - story: Broken",
        "    steps:",
        "      - {user: bedankt voor de hulp, intent: thanks}",
        "      - action: utter_thanks",
        "      - {user: /check_permit, intent: check_permit}",
        "      - action: action_start_check",
        "      - action: check_form",
        "      - active_loop: check_form",
        "      - {user: /inform, intent: inform}",
        "      - action: check_form",
        "      - active_loop: null",
        "      - slot_was_set: [{requested_slot: null}]",
        "      - action: action_check_outcome",
    ]
    path = tmp_path / "test_broken.yml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert failed(path, judge, tmp_path)[0] == []
    path.write_text("\n".join(lines).replace(right, wrong), encoding="utf-8")
    assert failed(path, judge, tmp_path)[0] == ["Broken"]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_each_rule_is_walked_in_each_language_that_it_is_said_in(rule: Rule) -> None:
    walked = {
        story.language if rule.intent is None or rule.intent in SAID else "any"
        for story in STORIES
        for turn in story.turns
        if rule.is_walked_by(turn)
    }
    wanted = set(LANGUAGES) if rule.intent is None or rule.intent in SAID else {"any"}
    assert wanted - walked == set(), f"no story walks {rule}"


def test_a_rule_without_a_story_is_noticed() -> None:
    elsewhere = Rule("Thanked in a check, and thanked back at once", "thanks", True, (("action", "utter_thanks"),))
    assert not any(elsewhere.is_walked_by(turn) for story in STORIES for turn in story.turns)


def test_each_message_in_a_file_of_a_language_is_said_in_words_unless_it_is_a_button() -> None:
    pressed = {turn.intent for story in STORIES for turn in story.turns if turn.text.startswith("/") and story.language}
    assert pressed & SAID == set()


def test_no_message_of_a_story_is_trained_on() -> None:
    trained = {words(example.text) for example in training()}
    assert [t.text for s in STORIES for t in s.turns if words(t.text) in trained and not t.text.startswith("/")] == []


def test_each_story_has_a_name_of_its_own() -> None:
    assert [name for name, number in Counter(story.name for story in STORIES).items() if number > 1] == []


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
