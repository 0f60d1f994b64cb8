"""What a name and a password must look like."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

MIN_PASSWORD_CHARS = 12
#: More would only be work for whoever hashes it.
MAX_PASSWORD_CHARS = 200
MAX_NAME_CHARS = 80
_NAME = re.compile(rf"[a-z0-9][a-z0-9._+@-]{{0,{MAX_NAME_CHARS - 1}}}")


class Role(StrEnum):
    """What somebody may do in the console."""

    #: Looks things up.
    ADVISER = "adviser"
    #: Sees the editors' pages too.
    EDITOR = "editor"


class AccountError(Exception):
    """Something about an account cannot be done; the message says what would be right."""


def folded_name(name: str) -> str:
    """Return `name` in the one form that accounts are kept and looked up in: capitals make no difference."""
    return name.strip().casefold()


def checked_name(name: str) -> str:
    """Return `name` as an account has it.

    Raises:
        AccountError: no account can have this name.
    """
    folded = folded_name(name)
    if not _NAME.fullmatch(folded):
        raise AccountError(
            f"{name!r} is no name for an account: take an e-mail address or a login, 1 to {MAX_NAME_CHARS} characters "
            "out of a-z, 0-9 and . _ + - @, the first a letter or digit."
        )
    return folded


def composed(password: str) -> str:
    """Return `password` so that it is the same from every keyboard: an é is one sign, never two."""
    return unicodedata.normalize("NFC", password)


def checked_password(password: str, name: str) -> str:
    """Return `password` as it is hashed.

    Raises:
        AccountError: it is too short, too long, or the name.
    """
    password = composed(password)
    if len(password) < MIN_PASSWORD_CHARS:
        raise AccountError(
            f"The password has {len(password)} characters: take at least {MIN_PASSWORD_CHARS}, such as four words that "
            "have nothing to do with each other."
        )
    if len(password) > MAX_PASSWORD_CHARS:
        raise AccountError(f"The password has {len(password)} characters: take at most {MAX_PASSWORD_CHARS}.")
    if password.casefold() == name:
        raise AccountError("The password is the name: take another one.")
    return password
