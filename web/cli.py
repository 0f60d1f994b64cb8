"""The whole `grenswijzer` command: what works on the knowledge, and what only the service knows of."""

from knowledge.cli import app
from web.accounts import command as accounts

app.add_typer(accounts.app, name="accounts")

__all__ = ["app"]
