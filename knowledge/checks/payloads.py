"""What the buttons of a check send."""

from __future__ import annotations

import json

#: In place of an option: what was assumed is not so.
DOUBTED = "doubted"


def answer_payload(question: str, option: str) -> str:
    """Return what a button sends for `option` of `question`."""
    return f"/answer_check{json.dumps({'answer': f'{question}={option}'})}"
