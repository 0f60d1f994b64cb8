"""Accounts: names, passwords, the lock after wrong ones."""

from __future__ import annotations

import logging
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.accounts.clock import HandClock
from web.accounts.rules import AccountError, Role
from web.accounts.sessions import SessionStore
from web.accounts.store import LOCKED_S, MAX_FAILED_TRIES, AccountStore

pytestmark = pytest.mark.unit
ANNA, PASSWORD = "anna@school.example", "four words of nothing"


def fail(accounts: AccountStore, times: int = MAX_FAILED_TRIES) -> None:
    for _ in range(times):
        assert accounts.verify(ANNA, "a wrong password") is None


def test_the_right_password_gives_the_account_whatever_the_capitals_of_its_name(accounts: AccountStore) -> None:
    added = accounts.add(" Anna@School.example ", Role.EDITOR, PASSWORD)
    assert added.name == ANNA
    assert accounts.verify("ANNA@school.example", PASSWORD) == added
    assert accounts.verify(ANNA, PASSWORD.upper()) is None
    assert accounts.verify("nobody", PASSWORD) is None


def test_an_accent_may_be_typed_in_either_way(accounts: AccountStore) -> None:
    accounts.add(ANNA, Role.ADVISER, "caf\u00e9 caf\u00e9 caf\u00e9")
    assert accounts.verify(ANNA, "cafe\u0301 cafe\u0301 cafe\u0301")


@pytest.mark.parametrize("where", ["file"], indirect=True)
def test_the_file_holds_no_password_and_is_nobody_elses(accounts: AccountStore, where: Path) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    content = where.read_bytes()
    assert PASSWORD.encode() not in content
    assert b"$argon2id$" in content
    assert where.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", " ", "an na", "-anna", "a" * 81, "anna<b>", "änna", "'; drop table"])
def test_a_name_that_no_account_can_have_is_refused(accounts: AccountStore, name: str) -> None:
    with pytest.raises(AccountError, match="is no name for an account"):
        accounts.add(name, Role.ADVISER, PASSWORD)


@pytest.mark.parametrize(
    ("password", "said"),
    [("eleven char", "has 11 characters: take at least 12"), ("a" * 201, "at most 200"), (ANNA.upper(), "is the name")],
)
def test_a_password_that_is_too_short_too_long_or_the_name_is_refused(
    accounts: AccountStore, password: str, said: str
) -> None:
    with pytest.raises(AccountError, match=said) as error:
        accounts.add(ANNA, Role.ADVISER, password)
    assert password not in str(error.value)


def test_a_name_is_given_once(accounts: AccountStore) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    with pytest.raises(AccountError, match="There is an account 'anna@school.example' already"):
        accounts.add(ANNA.upper(), Role.EDITOR, PASSWORD)
    assert [account.role for account in accounts.all()] == [Role.ADVISER]


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(
    accounts: AccountStore, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    fail(accounts, MAX_FAILED_TRIES - 1)
    assert accounts.verify(ANNA, PASSWORD)
    with caplog.at_level(logging.INFO):
        fail(accounts)
    assert "an account is locked" in caplog.text
    assert ANNA not in caplog.text
    assert accounts.verify(ANNA, PASSWORD) is None
    assert accounts.all()[0].locked_until == clock.now + LOCKED_S
    clock.go_on(LOCKED_S - 1)
    assert accounts.verify(ANNA, PASSWORD) is None
    clock.go_on(1)
    assert accounts.all()[0].locked_until is None
    assert accounts.verify(ANNA, PASSWORD)


def test_tries_while_locked_make_the_lock_no_longer_and_after_it_five_are_free_again(
    accounts: AccountStore, clock: HandClock
) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    fail(accounts, 7)
    clock.go_on(LOCKED_S)
    fail(accounts, MAX_FAILED_TRIES - 1)
    assert accounts.verify(ANNA, PASSWORD)


def test_tries_at_the_same_time_are_counted_each(accounts: AccountStore) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    with ThreadPoolExecutor(MAX_FAILED_TRIES) as pool:
        assert not any(pool.map(accounts.verify, [ANNA] * MAX_FAILED_TRIES, ["a wrong password"] * MAX_FAILED_TRIES))
    assert accounts.verify(ANNA, PASSWORD) is None


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(accounts: AccountStore) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)

    def takes(name: str) -> float:
        started = time.perf_counter()
        accounts.verify(name, "a wrong password")
        return time.perf_counter() - started

    takes("nobody")
    known, unknown = zip(*((takes(ANNA), takes("nobody")) for _ in range(4)), strict=True)
    # What must not be: that no password is hashed at all, which takes a hundredth of the time.
    assert statistics.median(unknown) > statistics.median(known) / 3


def test_another_password_unlocks_and_ends_the_sessions(accounts: AccountStore, sessions: SessionStore) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    token = sessions.start(ANNA)
    fail(accounts)
    accounts.change_password(ANNA, "another four words")
    assert accounts.verify(ANNA, PASSWORD) is None
    assert accounts.verify(ANNA, "another four words")
    assert sessions.find(token) is None


def test_who_is_removed_is_signed_out_and_stays_so_when_the_name_is_given_again(
    accounts: AccountStore, sessions: SessionStore
) -> None:
    accounts.add(ANNA, Role.ADVISER, PASSWORD)
    token = sessions.start(ANNA)
    accounts.remove(ANNA)
    accounts.add(ANNA, Role.EDITOR, PASSWORD)
    assert sessions.find(token) is None


def test_what_is_not_there_can_neither_be_removed_nor_changed(accounts: AccountStore) -> None:
    for act in (lambda: accounts.remove("nobody"), lambda: accounts.change_password("nobody", PASSWORD)):
        with pytest.raises(AccountError, match="There is no account 'nobody'"):
            act()
