"""Sessions: tokens of which only a hash is kept, and when they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.accounts.clock import HandClock
from web.accounts.rules import Role
from web.accounts.sessions import IDLE_S, LASTS_S, SessionStore, csrf_of
from web.accounts.store import AccountStore

pytestmark = pytest.mark.unit
ANNA = "anna@school.example"


@pytest.fixture
def token(accounts: AccountStore, sessions: SessionStore) -> str:
    accounts.add(ANNA, Role.EDITOR, "four words of nothing")
    return sessions.start(ANNA)


def test_a_token_finds_its_session_and_no_other_does(sessions: SessionStore, token: str) -> None:
    found = sessions.find(token)
    assert found and (found.name, found.role) == (ANNA, Role.EDITOR)
    assert sessions.find(token[:-1]) is None
    assert sessions.find("") is None


@pytest.mark.parametrize("where", ["file"], indirect=True)
def test_the_file_holds_neither_the_token_nor_what_proves_a_form(
    sessions: SessionStore, token: str, where: Path
) -> None:
    assert sessions.find(token)
    content = where.read_bytes()
    assert token.encode() not in content
    assert csrf_of(token).encode() not in content


def test_each_session_has_a_proof_of_its_own(sessions: SessionStore, token: str) -> None:
    other = sessions.find(sessions.start(ANNA))
    mine = sessions.find(token)
    assert mine and other and mine.csrf != other.csrf
    assert token not in mine.csrf


def test_a_session_ends_after_an_hour_without_use(sessions: SessionStore, token: str, clock: HandClock) -> None:
    clock.go_on(IDLE_S - 1)
    assert sessions.find(token)
    clock.go_on(IDLE_S - 1)
    assert sessions.find(token)
    clock.go_on(IDLE_S)
    assert sessions.find(token) is None


def test_a_session_ends_after_eight_hours_however_much_it_is_used(
    sessions: SessionStore, token: str, clock: HandClock
) -> None:
    for _ in range(int(LASTS_S / 1800) - 1):
        clock.go_on(1800)
        assert sessions.find(token)
    clock.go_on(1800)
    assert sessions.find(token) is None


def test_what_has_ended_is_deleted_and_the_rest_is_kept(sessions: SessionStore, token: str, clock: HandClock) -> None:
    clock.go_on(IDLE_S)
    newer = sessions.start(ANNA)
    assert sessions.expire() == 1
    assert sessions.find(newer)


def test_signing_out_ends_this_session_alone(sessions: SessionStore, token: str) -> None:
    other = sessions.start(ANNA)
    sessions.end(token)
    sessions.end("nothing")
    assert sessions.find(token) is None
    assert sessions.find(other)
