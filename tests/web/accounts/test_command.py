"""`grenswijzer accounts`, as an operator types it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from web.accounts.rules import Role
from web.accounts.sessions import SessionStore
from web.accounts.store import AccountStore
from web.accounts.tables import open_accounts
from web.cli import app

pytestmark = pytest.mark.unit
ANNA, PASSWORD = "anna@school.example", "four words of nothing"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "accounts.db"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, path: Path) -> Run:
    monkeypatch.setenv("GRENSWIJZER_STATE", str(path.parent))

    def run_one(*arguments: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, ["accounts", *arguments], input=typed)
        assert PASSWORD not in result.output
        return result.exit_code, " ".join(result.output.split())

    return run_one


def verified(path: Path, password: str) -> Role | None:
    engine = open_accounts(path)
    account = AccountStore(engine).verify(ANNA, password)
    engine.dispose()
    return account.role if account else None


def test_an_account_is_added_by_typing_its_password_twice(run: Run, path: Path) -> None:
    status, output = run("add", ANNA, "--role", "editor", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert status == 0
    assert f"{ANNA} may sign in at /adviser as editor." in output
    assert verified(path, PASSWORD) is Role.EDITOR


def test_a_password_that_is_typed_otherwise_the_second_time_is_asked_for_anew(run: Run, path: Path) -> None:
    typed = f"{PASSWORD}\nmistyped words\n{PASSWORD}\n{PASSWORD}\n"
    status, output = run("add", ANNA, "--role", "adviser", typed=typed)
    assert status == 0
    assert "do not match" in output
    assert verified(path, PASSWORD) is Role.ADVISER


def test_a_script_gives_the_password_on_standard_input(run: Run, path: Path) -> None:
    assert run("add", ANNA, "--role", "adviser", "--stdin", typed=f"{PASSWORD}\r\n")[0] == 0
    assert verified(path, PASSWORD) is Role.ADVISER


def test_accounts_are_listed_changed_and_removed(run: Run, path: Path) -> None:
    assert "There is no account yet" in run("list")[1]
    run("add", ANNA, "--role", "adviser", "--stdin", typed=PASSWORD)
    assert run("list") == (0, f"{ANNA} adviser")
    assert run("password", ANNA, "--stdin", typed="another four words")[0] == 0
    assert verified(path, PASSWORD) is None
    assert verified(path, "another four words") is Role.ADVISER
    engine = open_accounts(path)
    token = SessionStore(engine).start(ANNA)
    assert run("remove", ANNA) == (0, f"{ANNA} may not sign in any more.")
    assert SessionStore(engine).find(token) is None
    engine.dispose()
    assert "There is no account yet" in run("list")[1]


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (("add", "an na", "--role", "adviser"), "", "'an na' is no name for an account: take an e-mail address"),
        (("add", "bob", "--role", "adviser", "--stdin"), "short\n", "The password has 5 characters: take at least 12"),
        (("add", "bob", "--role", "adviser", "--stdin"), "", "The password has 0 characters"),
        (("remove", "bob"), "", "There is no account 'bob': `grenswijzer accounts list` shows all."),
        (("password", "bob"), "", "There is no account 'bob'"),
    ],
)
def test_what_cannot_be_done_ends_with_one_sentence(
    run: Run, arguments: tuple[str, ...], typed: str, sentence: str
) -> None:
    status, output = run(*arguments, typed=typed)
    assert status == 1
    assert output.startswith(sentence)
    assert "Traceback" not in output


def test_a_taken_name_is_said_before_a_password_is_asked_for(run: Run) -> None:
    run("add", ANNA, "--role", "adviser", "--stdin", typed=PASSWORD)
    status, output = run("add", ANNA, "--role", "editor")
    assert status == 1
    assert output.startswith(f"There is an account '{ANNA}' already")


def test_a_role_that_is_none_is_answered_with_the_roles(run: Run) -> None:
    status, output = run("add", ANNA, "--role", "boss")
    assert status == 2
    assert "adviser" in output and "editor" in output


def test_a_file_that_holds_no_accounts_ends_with_one_sentence(run: Run, path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("this is no database, but it is long enough to be taken for one " * 20)
    status, output = run("list")
    assert status == 1
    assert output == "The accounts cannot be opened: file is not a database"


@pytest.mark.parametrize("command", ["add", "list", "remove", "password"])
def test_the_help_teaches_with_an_example(run: Run, command: str) -> None:
    assert f"Example: grenswijzer accounts {command}" in run(command, "--help")[1]


def test_the_whole_command_has_the_accounts_beside_what_works_on_the_knowledge() -> None:
    output = CliRunner().invoke(app, ["--help"]).output
    assert "accounts" in output and "knowledge" in output
