"""Every response exists in every language, everything declared is used, and Rasa's own validator agrees."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator

from bot.components.context_extractor import ContextExtractor
from bot.components.language_evidence import LANGUAGES
from tests.bot.building import ROOT, domain, tracker
from tests.bot.examples import training

#: Sent by buttons alone: an example would let a user's words be taken for a button.
PAYLOAD_ONLY = {"choose", "more", "answer_check"}
#: The values of knowledge/reply.py, which lives in the other environment.
KINDS = {"smalltalk", "notice", "handover"}
STATUSES = {"small-talk", "refused-abuse", "handover-asked-for-person"}
MAX_WORDS = 60

DOMAIN = domain()
RESPONSES: dict[str, list[dict[str, Any]]] = DOMAIN.responses
RULES: list[dict[str, Any]] = [
    rule
    for path in sorted((ROOT / "bot/data/rules").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
]
FORM = "check_form"
#: Rasa's form calls these by their names.
CALLED_BY_FORM = {"validate_check_form", "action_ask_check_answer"}
#: Read by the actions, and put into no slot.
READ_BY_ACTIONS = {"answer"}


def used(key: str) -> set[str]:
    return {step[key] for rule in RULES for step in rule["steps"] if key in step}


def variation(name: str, language: str | None) -> dict[str, Any]:
    """Return what Rasa says on the REST channel to somebody whose language is this."""
    generator = TemplatedNaturalLanguageGenerator(RESPONSES)
    said = asyncio.run(generator.generate(name, tracker(language=language), "rest"))
    assert said is not None, f"{name} says nothing in {language}"
    return said


@pytest.mark.parametrize("name", RESPONSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_response_exists_once_in_each_language(name: str, language: str) -> None:
    condition = [{"type": "slot", "name": "language", "value": language}]
    matching = [v for v in RESPONSES[name] if v.get("condition") == condition]
    assert len(matching) == 1
    assert variation(name, language)["custom"]["language"] == language


@pytest.mark.parametrize("name", RESPONSES)
def test_each_response_says_something_in_all_languages_while_none_is_known(name: str) -> None:
    assert [v for v in RESPONSES[name] if "condition" not in v] == [RESPONSES[name][0]]
    said = variation(name, None)
    assert "language" not in said["custom"]
    assert len({variation(name, language)["text"] for language in LANGUAGES} | {said["text"]}) == 4


@pytest.mark.parametrize("name", RESPONSES)
def test_no_response_belongs_to_a_channel_for_that_would_win_over_the_language(name: str) -> None:
    assert [v for v in RESPONSES[name] if "channel" in v] == []


@pytest.mark.parametrize("name", RESPONSES)
def test_each_response_tells_the_gateway_what_it_is(name: str) -> None:
    for said in RESPONSES[name]:
        assert said["custom"]["kind"] in KINDS
        assert said["custom"]["status"] in STATUSES
        assert said["custom"].keys() <= {"kind", "status", "language"}
        assert (said["custom"]["kind"], said["custom"]["status"]) == tuple(
            RESPONSES[name][0]["custom"][key] for key in ("kind", "status")
        )


@pytest.mark.parametrize("name", RESPONSES)
def test_each_response_is_short_and_in_one_piece(name: str) -> None:
    for said in RESPONSES[name]:
        assert len(said["text"].split()) <= MAX_WORDS
        assert "\n\n" not in said["text"], "Rasa's REST channel cuts a text at a blank line"


@pytest.mark.parametrize("name", RESPONSES)
def test_a_button_sends_what_the_user_could_have_typed(name: str) -> None:
    numbers = {len(said.get("buttons", [])) for said in RESPONSES[name] if "condition" in said}
    assert len(numbers) == 1
    for said in RESPONSES[name]:
        for button in said.get("buttons", []):
            assert button["payload"] == button["title"]
            assert not button["payload"].startswith("/")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("automatische assistent", "geen mens")),
        ("de", ("automatischer Assistent", "kein Mensch")),
        ("en", ("automated assistant", "not a person")),
        (None, ("automatische assistent", "automatischer Assistent", "automated assistant")),
    ],
)
def test_the_greeting_says_that_this_is_no_person(language: str | None, words: list[str]) -> None:
    text = variation("utter_greet", language)["text"]
    assert [word for word in words if word not in text] == []


def test_each_intent_has_a_rule_and_each_rule_an_intent() -> None:
    declared = {
        intent for intent in DOMAIN.intents if intent not in {"restart", "back", "session_start", "out_of_scope"}
    }
    own = {"out_of_scope", "nlu_fallback"} | declared
    assert used("intent") == own


def test_each_intent_but_those_of_buttons_has_examples() -> None:
    assert {e.intent for e in training()} == used("intent") - PAYLOAD_ONLY - {"nlu_fallback"}


def test_each_response_and_action_is_used_and_declared() -> None:
    custom = yaml.safe_load((ROOT / "bot/domain/conversation.yml").read_text(encoding="utf-8"))["actions"]
    assert set(custom) >= CALLED_BY_FORM
    called = used("action") - {FORM, "action_deactivate_loop"}
    assert called == (set(RESPONSES) | set(custom)) - CALLED_BY_FORM


def test_what_interrupts_a_check_comes_back_to_it() -> None:
    """But for a wish to stop, a goodbye, and for who needs help at once."""
    of_form = [rule for rule in RULES if rule.get("condition") == [{"active_loop": FORM}]]
    back = {
        rule["steps"][0]["intent"]
        for rule in of_form
        if rule["steps"][-2:] == [{"action": FORM}, {"active_loop": FORM}]
    }
    heard = {
        "inform",
        "dont_know",
        "affirm",
        "deny",
        "answer_check",
        "start_over",
        *(i for i in used("intent") if i.startswith("check_")),
    }
    assert used("intent") - back == heard | {"stop_check", "goodbye", "crisis", "exploitation", "legal_trouble"}


def test_each_slot_that_is_filled_by_an_entity_names_one_that_exists() -> None:
    named = {m["entity"] for slot in DOMAIN.slots for m in slot.mappings if m.get("type") == "from_entity"}
    assert named == set(DOMAIN.entities) - READ_BY_ACTIONS


def test_no_slot_changes_what_a_rule_does() -> None:
    assert [s.name for s in DOMAIN.slots if s.influence_conversation and s.mappings] == []


def test_a_new_session_starts_after_an_hour_with_empty_slots() -> None:
    assert DOMAIN.session_config.session_expiration_time == 60
    assert not DOMAIN.session_config.carry_over_slots


def test_the_names_of_our_components_are_those_of_the_configuration() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = [part["name"] for part in config["pipeline"]]
    assert f"{ContextExtractor.__module__}.{ContextExtractor.__name__}" in names
    assert not any("DIET" in name or "TED" in name for name in [*names, *(p["name"] for p in config["policies"])])


def test_rasas_validator_finds_nothing_but_that_buttons_have_no_examples(tmp_path: Path) -> None:
    places = ["--domain", "bot/domain", "--data", "bot/data", "--config", "config.yml", "--fail-on-warnings"]
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "rasa", "data", "validate", *places]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    warned = [line for line in done.stderr.splitlines() if "UserWarning" in line or " WARNING " in line]
    unexpected = [line for line in warned if not any(f"'{intent}'" in line for intent in PAYLOAD_ONLY)]
    assert done.returncode == 0, done.stderr
    assert unexpected == []
    assert len(warned) == len(PAYLOAD_ONLY)
