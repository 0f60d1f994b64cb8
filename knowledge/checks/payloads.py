"""What the buttons of a check send."""

from __future__ import annotations

import json

#: In place of an option: what was assumed is not so.
DOUBTED = "doubted"
#: In place of a question: the last answer is taken back.
BACK = "back"


def answer_payload(question: str, option: str) -> str:
    """Return what a button sends for `option` of `question`."""
    return f"/answer_check{json.dumps({'answer': f'{question}={option}'})}"


def back_payload() -> str:
    """Return what the button sends that takes the last answer back."""
    return answer_payload(BACK, "last")
