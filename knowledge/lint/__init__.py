"""The knowledge linter: what no schema can see in one file alone."""

from knowledge.lint.accepting import ToConfirm, confirm, forget_gone, to_confirm
from knowledge.lint.finding import Finding, Level
from knowledge.lint.run import lint, lint_within

__all__ = ["Finding", "Level", "ToConfirm", "confirm", "forget_gone", "lint", "lint_within", "to_confirm"]
