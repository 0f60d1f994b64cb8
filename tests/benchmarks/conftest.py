"""The fixtures of real indexes."""

from tests.knowledge_fixtures import sample_entries, sample_index

__all__ = ["sample_entries", "sample_index"]
