"""The fixtures of real indexes."""

from tests.knowledge_fixtures import assistant, sample_entries, sample_index, whole_assistant

__all__ = ["assistant", "sample_entries", "sample_index", "whole_assistant"]
