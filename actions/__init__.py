"""The dialogue's custom actions: slots in, a call to the knowledge, messages out.

They run inside the service, which passes Rasa's callbacks to the executor built here.
"""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.answer import ActionChoose, ActionMore
from actions.checks import CHECK_ACTIONS
from actions.contact import ActionContactPerson, ActionUrgentHelp
from actions.follow_up import ActionComplain, ActionTellOlder, ActionTellShorter, ActionTellSource
from actions.language import ActionSwitchLanguage
from knowledge.assistant import Assistant

__all__ = ["build_executor"]

ACTIONS = (
    ActionChoose, ActionMore, ActionContactPerson, ActionUrgentHelp, ActionSwitchLanguage,
    ActionTellSource, ActionTellOlder, ActionTellShorter, ActionComplain, *CHECK_ACTIONS,
)  # fmt: skip


def build_executor(assistant: Assistant) -> ActionExecutor:
    """Return an executor with every custom action of the domain, all working on `assistant`."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(assistant))
    return executor
