"""The accounts: who they are, and whether a password is right."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Engine, case, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from web.accounts.rules import MAX_PASSWORD_CHARS, AccountError, Role, checked_name, checked_password, composed
from web.accounts.rules import folded_name as folded
from web.accounts.tables import ACCOUNTS, SESSIONS

logger = logging.getLogger(__name__)

MAX_FAILED_TRIES = 5
LOCKED_S = 15 * 60.0
#: Argon2id with 46 MiB, as OWASP recommends it first: a small machine has to do it while others search.
MEMORY_KIB, PASSES = 46 * 1024, 1


@dataclass(frozen=True)
class Account:
    """One account, without its password."""

    name: str
    role: Role
    #: Until when no password is taken, in seconds since 1970; None where it is not locked.
    locked_until: float | None = field(default=None, compare=False)


class AccountStore:
    """The accounts in `accounts.db`."""

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        """`clock`: tells the seconds since 1970."""
        self._engine = engine
        self._clock = clock
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        self._nobody: str | None = None
        self._making_nobody = threading.Lock()

    def add(self, name: str, role: Role, password: str) -> Account:
        """Add an account and return it.

        Raises:
            AccountError: the name is taken, or name or password cannot be used.
        """
        name = checked_name(name)
        hashed = self._hasher.hash(checked_password(password, name))
        row = {"name": name, "role": str(role), "password_hash": hashed, "failed_tries": 0}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(ACCOUNTS).values(row))
        except IntegrityError as error:
            raise self._taken(name) from error
        return Account(name, role)

    def remove(self, name: str) -> None:
        """Remove the account `name`; whoever is signed in with it is signed out.

        Raises:
            AccountError: there is no such account.
        """
        name = folded(name)
        with self._engine.begin() as connection:
            removed = connection.execute(delete(ACCOUNTS).where(ACCOUNTS.c.name == name)).rowcount
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == name))
        if not removed:
            raise self._unknown(name)

    def change_password(self, name: str, password: str) -> None:
        """Give the account `name` another password, unlock it, and end its sessions.

        Raises:
            AccountError: there is no such account, or the password cannot be used.
        """
        name = folded(name)
        hashed = self._hasher.hash(checked_password(password, name))
        values = {"password_hash": hashed, "failed_tries": 0, "locked_until": None}
        with self._engine.begin() as connection:
            changed = connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(values)).rowcount
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == name))
        if not changed:
            raise self._unknown(name)

    def need(self, name: str) -> None:
        """Make sure that there is an account `name`.

        Raises:
            AccountError: there is none.
        """
        if not self._has(folded(name)):
            raise self._unknown(folded(name))

    def need_free(self, name: str) -> None:
        """Make sure that an account can be added under `name`.

        Raises:
            AccountError: there is one, or none can have this name.
        """
        if self._has(checked_name(name)):
            raise self._taken(folded(name))

    def _has(self, name: str) -> bool:
        with self._engine.connect() as connection:
            return bool(connection.execute(select(ACCOUNTS.c.name).where(ACCOUNTS.c.name == name)).first())

    def all(self) -> list[Account]:
        """Return every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.name)).all()
        now = self._clock()
        return [
            Account(row.name, Role(row.role), row.locked_until if (row.locked_until or 0.0) > now else None)
            for row in rows
        ]

    def verify(self, name: str, password: str) -> Account | None:
        """Return the account `name` where `password` is its own, else None.

        Takes as long for a name that nobody has, and for an account that is locked: the caller learns nothing from it.
        `MAX_FAILED_TRIES` wrong passwords in a row lock an account for `LOCKED_S` seconds.
        """
        name = folded(name)
        nobody = self._hash_of_nobody()
        # Counted before the password is looked at, so that many tries at the same time are not more than five.
        may_try = self._count_try(name)
        with self._engine.connect() as connection:
            row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.name == name)).one_or_none()
        is_right = self._matches(row.password_hash if row and may_try else nobody, password)
        if row is None or not may_try:
            return None
        if not is_right:
            if row.failed_tries == MAX_FAILED_TRIES:
                logger.warning("an account is locked for %d minutes: too many wrong passwords", LOCKED_S / 60)
            return None
        with self._engine.begin() as connection:
            reset = update(ACCOUNTS).where(ACCOUNTS.c.name == name).values(failed_tries=0, locked_until=None)
            connection.execute(reset)
        return Account(row.name, Role(row.role))

    def _count_try(self, name: str) -> bool:
        """Count a try as if it had failed; tell whether the account exists and is not locked."""
        now, locked_until = self._clock(), ACCOUNTS.c.locked_until
        tries = case((locked_until.is_not(None), 1), else_=ACCOUNTS.c.failed_tries + 1)
        lock = case((tries >= MAX_FAILED_TRIES, now + LOCKED_S), else_=None)
        open_now = or_(locked_until.is_(None), locked_until <= now)
        counting = update(ACCOUNTS).where(ACCOUNTS.c.name == name, open_now)
        with self._engine.begin() as connection:
            return bool(connection.execute(counting.values(failed_tries=tries, locked_until=lock)).rowcount)

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, composed(password[: MAX_PASSWORD_CHARS + 1]))
        except VerificationError:
            return False

    def _hash_of_nobody(self) -> str:
        """Return a hash that no password has; made at the first try, whoever makes it."""
        with self._making_nobody:
            if self._nobody is None:
                self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
            return self._nobody

    @staticmethod
    def _unknown(name: str) -> AccountError:
        return AccountError(f"There is no account {name!r}: `grenswijzer accounts list` shows all.")

    @staticmethod
    def _taken(name: str) -> AccountError:
        return AccountError(
            f"There is an account {name!r} already: `grenswijzer accounts password {name}` changes its password."
        )
