"""The `grenswijzer` command."""

from knowledge.cli.main import app

__all__ = ["app"]
