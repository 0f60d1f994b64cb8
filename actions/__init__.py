"""The dialogue's custom actions: slots in, a call to the knowledge, messages out.

They run inside the service, which passes Rasa's callbacks to the executor built here.
"""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.answer import ActionAnswer, ActionChoose, ActionMore
from actions.contact import ActionContactPerson
from actions.language import ActionSwitchLanguage
from knowledge.assistant import Assistant

__all__ = ["build_executor"]


def build_executor(assistant: Assistant) -> ActionExecutor:
    """Return an executor with every custom action of the domain, all working on `assistant`."""
    executor = ActionExecutor()
    for action in (ActionAnswer, ActionChoose, ActionMore, ActionContactPerson, ActionSwitchLanguage):
        executor.register_action(action(assistant))
    return executor
