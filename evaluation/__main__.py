"""Run the command."""

from evaluation.command import app

app(prog_name="python -m evaluation")
