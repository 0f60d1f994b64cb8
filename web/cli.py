"""The whole `grenswijzer` command: what works on the knowledge, and what only the service knows of."""

from knowledge.cli import app
from web.accounts import command as accounts
from web.backup import command as backup
from web.doctor.command import doctor
from web.sites import command as sites

app.add_typer(accounts.app, name="accounts")
app.add_typer(backup.app, name="backup")
app.command("doctor", epilog="Example: grenswijzer doctor")(doctor)
app.add_typer(sites.app, name="sites")

__all__ = ["app"]
