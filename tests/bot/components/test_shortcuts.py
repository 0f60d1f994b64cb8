from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.plugin import plugin_manager
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.components.shortcuts import PLUGIN, is_valid, use_shortcuts
from tests.bot.action_server import ActionServer
from tests.bot.building import domain

#: Rasa's own check, before anything replaces it.
RASAS = inspect.getattr_static(RemoteAction, "_validate_action_result")
RASAS_EVENT_OF_TYPE = inspect.getattr_static(Event, "resolve_by_type")

GOOD: list[Any] = [
    {},
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "language", "value": "nl"}], "responses": [{"text": "hoi", "custom": {}}]},
    {"events": [{"event": "slot", "name": "x", "value": None, "timestamp": None}, {"event": "followup", "name": "a"}]},
]
MALFORMED: list[Any] = [
    None,
    [],
    "text",
    {"events": {}},
    {"events": [{"event": "no such event"}]},
    {"events": [{"event": "slot", "value": "nl"}]},
    {"events": [{"event": "slot", "name": 3, "value": "nl"}]},
    {"events": ["slot"]},
    {"events": [{"event": ["slot"]}]},
    {"events": [{"event": "slot", "name": "x", "value": 1}, {"event": "slot", "name": 3, "value": "nl"}]},
    {"responses": "hoi"},
    {"responses": [{"text": "hoi"}, "hoi"]},
    {"events": [{"event": "slot"}], "responses": 1},
]


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    yield RemoteAction("action_answer", None)
    RemoteAction._validate_action_result = RASAS
    Event.resolve_by_type = RASAS_EVENT_OF_TYPE
    if plugin_manager().has_plugin(PLUGIN):
        plugin_manager().unregister(name=PLUGIN)


@pytest.mark.parametrize("answer", GOOD)
def test_an_answer_that_rasa_takes_is_taken(action: RemoteAction, answer: Any) -> None:
    assert RASAS(action, answer) is True
    assert is_valid(action, answer) is True


@pytest.mark.parametrize("answer", MALFORMED)
def test_a_malformed_answer_is_refused_with_the_words_of_rasa(action: RemoteAction, answer: Any) -> None:
    with pytest.raises(jsonschema.ValidationError) as rasas:
        RASAS(action, answer)
    with pytest.raises(jsonschema.ValidationError) as ours:
        is_valid(action, answer)
    assert ours.value.message == rasas.value.message
    assert list(ours.value.absolute_path) == list(rasas.value.absolute_path)


def test_actions_are_checked_with_the_prebuilt_validator_once_it_is_in_use(
    action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_shortcuts()
    action._validate_action_result(GOOD[2])
    monkeypatch.setattr(jsonschema, "validate", lambda *_: pytest.fail("Rasa's own check ran"))
    assert action._validate_action_result(GOOD[2]) is True
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result({"events": {}})


def test_rasa_still_has_the_check_that_is_replaced_and_calls_it() -> None:
    assert list(inspect.signature(RASAS).parameters) == ["self", "result"]
    assert "self._validate_action_result(response)" in inspect.getsource(RemoteAction.run)
    assert "validate(result, self.action_response_format_spec())" in inspect.getsource(RASAS)
    assert RemoteAction.action_response_format_spec() == RemoteAction.action_response_format_spec()


def test_rasa_still_looks_events_up_by_the_method_that_is_replaced() -> None:
    assert isinstance(RASAS_EVENT_OF_TYPE, staticmethod)
    assert list(inspect.signature(Event.resolve_by_type).parameters) == ["type_name", "default"]
    assert "Event.resolve_by_type(event_name, default)" in inspect.getsource(Event.from_parameters)


def test_events_of_each_type_are_read_as_before(action: RemoteAction) -> None:
    events = [UserUttered("hoi"), SlotSet("language", "nl"), ActionExecuted("action_listen"), BotUttered("dag")]
    use_shortcuts()
    assert [type(Event.from_parameters(event.as_dict())) for event in events] == [type(event) for event in events]
    with pytest.raises(ValueError, match="Unknown event name 'nothing'"):
        Event.from_parameters({"event": "nothing"})


def test_an_action_is_told_this_turn_and_the_slots_but_no_earlier_turn(action: RemoteAction) -> None:
    use_shortcuts()
    use_shortcuts()
    said = [UserUttered("before"), BotUttered("answer"), UserUttered("now"), SlotSet("last_entry", "twv")]
    call = called(action, DialogueStateTracker.from_events("someone", said, domain().slots))
    assert [event["event"] for event in call["tracker"]["events"]] == ["user", "slot"]
    assert call["tracker"]["latest_message"]["text"] == "now"
    assert call["tracker"]["slots"]["last_entry"] == "twv"
    assert call["domain"] == {}


def test_an_action_before_any_message_is_told_all(action: RemoteAction) -> None:
    use_shortcuts()
    said = [SlotSet("language", "de"), ActionExecuted("action_listen")]
    call = called(action, DialogueStateTracker.from_events("someone", said, domain().slots))
    assert [event["event"] for event in call["tracker"]["events"]] == ["slot", "action"]


def called(action: RemoteAction, tracker: DialogueStateTracker) -> dict[str, Any]:
    """Run `action` and return what was posted."""
    with ActionServer() as server:
        action.action_endpoint = EndpointConfig(server.url, enable_selective_domain=True)
        nlg = TemplatedNaturalLanguageGenerator({})
        events = asyncio.run(action.run(CollectingOutputChannel(), nlg, tracker, domain()))
    assert len(events) == 1
    return server.calls[0]
