"""Lets `python -m knowledge.cli` run the command."""

from knowledge.cli.main import app

app()
