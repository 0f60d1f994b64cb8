"""What can keep an evaluation from being made.

EvaluationError
├── BadQuestions    a file of questions cannot be used; names the file and the line
├── NotRunning      nothing usable answers at the address
└── StartFailed     `--start` could not start the product
"""

from __future__ import annotations


class EvaluationError(Exception):
    """The evaluation cannot be made; the message is a sentence for the terminal."""


class BadQuestions(EvaluationError):
    """A file of questions, messages or dialogues cannot be used."""


class NotRunning(EvaluationError):
    """Nothing usable answers at the address."""


class StartFailed(EvaluationError):
    """The product could not be started."""
