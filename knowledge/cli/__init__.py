"""The `grenswijzer` command."""

from knowledge.threads import calculate_in_one_thread

calculate_in_one_thread()

from knowledge.cli.main import app  # noqa: E402 - it imports what asks for the number of threads

__all__ = ["app"]
