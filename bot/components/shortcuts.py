"""What Rasa does in every turn though the outcome is always the same, or nobody reads it: done once, or left out."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict, Tuple

import pluggy
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.plugin import plugin_manager
from rasa.shared.constants import DOCS_BASE_URL
from rasa.shared.core.events import Event, UserUttered

PLUGIN = "grenswijzer"

#: Rasa looks through all classes for the one of a name, for each event that it reads.
_event_of_type = lru_cache(maxsize=128)(Event.resolve_by_type)


def use_shortcuts() -> None:
    """Let this process take the shortcuts of this module; done again, it changes nothing."""
    RemoteAction._validate_action_result = is_valid
    Event.resolve_by_type = staticmethod(_event_of_type)
    if not plugin_manager().has_plugin(PLUGIN):
        plugin_manager().register(ShortCalls(), PLUGIN)


def is_valid(_action: RemoteAction, result: Dict[str, Any]) -> bool:
    """Return True for an answer of an action that Rasa takes, as the method of `RemoteAction` does.

    That one calls `jsonschema.validate`, which checks the schema itself, a constant, against the schema of schemas at
    every call: several times the work of checking the answer, and two fifths of a whole turn.

    Raises:
        jsonschema.ValidationError: `result` is none; the same error as Rasa's.
    """
    if _is_plainly_valid(result):
        return True
    error = best_match(_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
        f"valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


def _is_plainly_valid(result: Dict[str, Any]) -> bool:
    """Tell whether each event is valid as an event of its name, and the rest is too.

    The schema lists what an event may be without looking at its name first, so that each is checked against all.
    """
    rest, kinds = _validators_by_event()
    events = result.get("events") if isinstance(result, dict) else None
    if not isinstance(events, list) or not rest.is_valid({**result, "events": []}):
        return False
    names = [event.get("event") if isinstance(event, dict) else None for event in events]
    if not all(isinstance(name, str) and name in kinds for name in names):
        return False
    return all(kinds[name].is_valid(event) for name, event in zip(names, events, strict=True))


@lru_cache(maxsize=1)
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


@lru_cache(maxsize=1)
def _validators_by_event() -> Tuple[Validator, Dict[str, Validator]]:
    whole = _validator()
    event = whole.schema["properties"]["events"]["items"]
    names = [branch["properties"]["event"]["const"] for branch in event["oneOf"]]
    one_each = {
        name: type(whole)({**event, "oneOf": [branch]})
        for name, branch in zip(names, event["oneOf"], strict=True)
        if names.count(name) == 1
    }
    return whole, one_each


class ShortCalls:
    """Calls actions without the turns before this one, which they find in the slots, so that all calls are short.

    `enable_selective_domain` in `endpoints.yml` leaves the domain out, but for actions that ask for it by
    `send_domain`; rasa-sdk wants one all the same.
    """

    @pluggy.HookimplMarker("rasa")
    def prefix_stripping_for_custom_actions(self, json_body: Dict[str, Any]) -> Dict[str, Any]:
        """Return what is posted in place of `json_body`; a hook of Rasa's, named after its first use."""
        tracker = json_body["tracker"]
        events = tracker["events"]
        users = [place for place, event in enumerate(events) if event["event"] == UserUttered.type_name]
        this_turn = events[users[-1] :] if users else events
        return {"domain": {}, **json_body, "tracker": {**tracker, "events": this_turn}}
