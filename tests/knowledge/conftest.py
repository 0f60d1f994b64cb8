"""The fixtures of a small real index."""

from tests.knowledge_fixtures import assistant, sample_entries, sample_index

__all__ = ["assistant", "sample_entries", "sample_index"]
