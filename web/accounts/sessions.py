"""Who is signed in. The browser holds a random token; the file holds its SHA-256 and nothing that could replace it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, delete, insert, or_, select, update

from web.accounts.rules import Role
from web.accounts.tables import ACCOUNTS, SESSIONS

#: A session ends so long after the sign-in, and sooner where nothing was asked for a while.
LASTS_S = 8 * 3600.0
IDLE_S = 60 * 60.0
#: A session is noted as used at most this often: not every page is a write.
NOTE_EVERY_S = 60.0
_TOKEN_BYTES = 32


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in."""

    name: str
    role: Role
    #: What every form of this session must send back.
    csrf: str


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def csrf_of(token: str) -> str:
    """Return what proves that a form comes from a page that the owner of `token` was shown.

    Worked out from the token, which the file does not hold: so it is one per session and need not be kept either.
    """
    return hmac.new(token.encode(), b"form of the console", hashlib.sha256).hexdigest()


class SessionStore:
    """The sessions in `accounts.db`."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        """`clock`: tells the seconds since 1970."""
        self._engine = engine
        self._clock = clock

    def start(self, account: str) -> str:
        """Start a session of `account` and return its token."""
        token, now = new_token(), self._clock()
        row = {"token_hash": _hash(token), "account": account, "started": now, "last_seen": now}
        with self._engine.begin() as connection:
            connection.execute(insert(SESSIONS).values(row))
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of `token` and note that it is used; None where there is none, or it has ended."""
        now, mine = self._clock(), SESSIONS.c.token_hash == _hash(token)
        wanted = (
            select(ACCOUNTS.c.name, ACCOUNTS.c.role, SESSIONS.c.last_seen)
            .join_from(SESSIONS, ACCOUNTS, SESSIONS.c.account == ACCOUNTS.c.name)
            .where(mine, ~_has_ended(now))
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            return None
        if now - row.last_seen >= NOTE_EVERY_S:
            with self._engine.begin() as connection:
                connection.execute(update(SESSIONS).where(mine).values(last_seen=now))
        return Session(row.name, Role(row.role), csrf_of(token))

    def end(self, token: str) -> None:
        """End the session of `token`, if there is one."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.token_hash == _hash(token)))

    def expire(self) -> int:
        """Delete every session that has ended; return how many there were."""
        with self._engine.begin() as connection:
            return int(connection.execute(delete(SESSIONS).where(_has_ended(self._clock()))).rowcount)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _has_ended(now: float) -> ColumnElement[bool]:
    return or_(SESSIONS.c.started <= now - LASTS_S, SESSIONS.c.last_seen <= now - IDLE_S)
