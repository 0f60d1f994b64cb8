"""The check of what an action answers, with a validator that is built once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Dict

from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.constants import DOCS_BASE_URL


def use_prebuilt_validator() -> None:
    """Let each `RemoteAction` check answers with `is_valid`; done again, it changes nothing.

    Rasa calls `jsonschema.validate`, which checks the schema itself, a constant, against the schema of schemas at every
    call of an action: three to four times the work of checking the answer, and two fifths of a whole turn.
    """
    RemoteAction._validate_action_result = is_valid


def is_valid(_action: RemoteAction, result: Dict[str, Any]) -> bool:
    """Return True for an answer that Rasa takes, as Rasa's own method does.

    Raises:
        jsonschema.ValidationError: `result` is none; the same error as Rasa's.
    """
    error = best_match(_validator().iter_errors(result))
    if error is None:
        return True
    error.message += (
        ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
        f"valid. For more information about the format visit {DOCS_BASE_URL}/custom-actions"
    )
    raise error


@lru_cache(maxsize=1)
def _validator() -> Validator:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
