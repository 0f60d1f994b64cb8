"""`grenswijzer accounts`: who may sign in to the adviser console."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.cli.editors.common import end
from web.accounts.rules import AccountError, Role, checked_name, checked_password

if TYPE_CHECKING:
    from web.accounts.store import AccountStore

ROOT = Path(__file__).parents[2]

app = typer.Typer(
    no_args_is_help=True,
    help="Who may sign in to the adviser console at /adviser. The accounts are in `accounts.db` in the state folder "
    "(GRENSWIJZER_STATE; `var` in the project where it is not set).",
    epilog="Begin with: grenswijzer accounts add anna@school.example --role adviser",
)
NameArgument = Annotated[str, typer.Argument(help="E-mail address or login; capitals make no difference.")]
FromStdin = Annotated[
    bool, typer.Option("--stdin", help="Read the password from the first line of standard input, for scripts.")
]


@contextmanager
def _accounts() -> Iterator[AccountStore]:
    """Open the accounts, and end with one sentence where something about them cannot be done."""
    from sqlalchemy.exc import DatabaseError

    from web.accounts.store import AccountStore
    from web.accounts.tables import open_accounts
    from web.settings import SettingsError, load_settings

    try:
        where = load_settings().tables_in("accounts.db")
        engine = open_accounts(ROOT / where if isinstance(where, Path) else where)
    except (SettingsError, OSError, DatabaseError) as error:
        raise end(f"The accounts cannot be opened: {_reason(error)}") from error
    try:
        yield AccountStore(engine)
    except AccountError as error:
        raise end(str(error)) from error
    except DatabaseError as error:
        raise end(f"The accounts cannot be used: {_reason(error)}") from error
    finally:
        engine.dispose()


def _reason(error: Exception) -> str:
    """Return what went wrong without the statement, which SQLAlchemy would repeat with a hash in it."""
    return str(getattr(error, "orig", None) or error)


def _password(name: str, from_stdin: bool) -> str:
    """Return the password for `name`, asked for twice, or read from standard input.

    Raises:
        AccountError: it cannot be used.
    """
    if from_stdin:
        return checked_password(sys.stdin.readline().rstrip("\r\n"), name)
    asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt="The same again")
    return checked_password(asked, name)


@app.command(epilog="Example: grenswijzer accounts add anna@school.example --role adviser")
def add(
    name: NameArgument,
    role: Annotated[Role, typer.Option(help="`editor` sees the editors' pages too.")],
    stdin: FromStdin = False,
) -> None:
    """Add an account; its password is asked for twice, at least 12 characters."""
    with _accounts() as accounts:
        accounts.need_free(name)
        account = accounts.add(name, role, _password(checked_name(name), stdin))
    typer.echo(f"{account.name} may sign in at /adviser as {account.role}.")


@app.command("list", epilog="Example: grenswijzer accounts list")
def list_() -> None:
    """Show all accounts with their roles."""
    with _accounts() as accounts:
        found = accounts.all()
    if not found:
        typer.echo("There is no account yet: grenswijzer accounts add NAME --role adviser")
    for account in found:
        until = account.locked_until
        locked = f"  locked until {dt.datetime.fromtimestamp(until):%H:%M}" if until else ""
        typer.echo(f"{account.name}  {account.role}{locked}")


@app.command(epilog="Example: grenswijzer accounts remove anna@school.example")
def remove(name: NameArgument) -> None:
    """Remove an account; whoever is signed in with it is signed out at once."""
    with _accounts() as accounts:
        accounts.remove(name)
    typer.echo(f"{name} may not sign in any more.")


@app.command(epilog="Example: grenswijzer accounts password anna@school.example")
def password(name: NameArgument, stdin: FromStdin = False) -> None:
    """Give an account another password; this unlocks it too, and ends its sessions."""
    with _accounts() as accounts:
        accounts.need(name)
        accounts.change_password(name, _password(checked_name(name), stdin))
    typer.echo(f"The password of {name} is changed; sessions with the old one have ended.")
