from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.components.action_result import is_valid, use_prebuilt_validator

#: Rasa's own check, before anything replaces it.
RASAS = inspect.getattr_static(RemoteAction, "_validate_action_result")

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
    {"responses": "hoi"},
    {"responses": [{"text": "hoi"}, "hoi"]},
    {"events": [{"event": "slot"}], "responses": 1},
]


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    yield RemoteAction("action_answer", None)
    RemoteAction._validate_action_result = RASAS


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
    use_prebuilt_validator()
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
