"""The knowledge linter: what no schema can see in one file alone."""

from knowledge.lint.finding import Finding, Level
from knowledge.lint.run import lint

__all__ = ["Finding", "Level", "lint"]
