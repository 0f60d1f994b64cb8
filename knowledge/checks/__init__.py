"""Guided checks: decision tables, what a message says about their questions, and their outcomes."""

from knowledge.checks.loading import load_tables
from knowledge.checks.table import UNKNOWN, DecisionTable, TableError

__all__ = ["UNKNOWN", "DecisionTable", "TableError", "load_tables"]
