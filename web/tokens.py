"""Signed things that a browser keeps for us: the conversation it is in, and the payloads of buttons.

Errors:
    TokenError
    ├── TokenForged     not signed by us, or for another conversation
    └── TokenExpired    ours, but too old
"""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import secrets
from typing import NewType

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

ConversationId = NewType("ConversationId", str)

#: A conversation id has 160 random bits: nobody guesses one.
_ID_BYTES = 20
MAX_TOKEN_CHARS = 2000
#: A signed token is of these signs only; anything else was not made here.
_TOKEN = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)


class TokenError(Exception):
    """A token cannot be accepted."""


class TokenForged(TokenError):
    """A token was not signed by this service, or belongs to another conversation."""


class TokenExpired(TokenError):
    """A token is too old."""


def read_signed(serializer: URLSafeTimedSerializer, token: str, max_age_s: int) -> str:
    """Return what `serializer` signed as `token`.

    Raises:
        TokenForged: it did not sign that.
        TokenExpired: it did, more than `max_age_s` seconds ago.
    """
    if len(token) > MAX_TOKEN_CHARS or not _TOKEN.fullmatch(token):
        raise TokenForged
    try:
        value = serializer.loads(token, max_age=max_age_s)
    except SignatureExpired as error:
        raise TokenExpired from error
    except BadSignature as error:
        raise TokenForged from error
    if not isinstance(value, str):
        raise TokenForged
    return value


class Tokens:
    """Makes and checks the tokens of one service; all end with the secret key or after `max_age_s` seconds."""

    def __init__(self, secret_key: str, max_age_s: float) -> None:
        self._secret_key = secret_key
        self._max_age_s = math.ceil(max_age_s)
        self._conversations = URLSafeTimedSerializer(secret_key, salt="grenswijzer.conversation")

    def new_conversation(self) -> ConversationId:
        """Return the id of a conversation that nobody has."""
        return ConversationId(secrets.token_urlsafe(_ID_BYTES))

    def sign_conversation(self, conversation: ConversationId) -> str:
        """Return the token of `conversation`."""
        token = self._conversations.dumps(str(conversation))
        return token if isinstance(token, str) else token.decode()

    def read_conversation(self, token: str) -> ConversationId:
        """Return the conversation of `token`.

        Raises:
            TokenForged: we did not sign it.
            TokenExpired: it is older than conversations may become.
        """
        return ConversationId(read_signed(self._conversations, token, self._max_age_s))

    def owner(self, conversation: ConversationId) -> str:
        """Return what stands for `conversation` in a file; without the secret key nobody gets from one to the other."""
        return hmac.new(self._secret_key.encode(), f"owner {conversation}".encode(), hashlib.sha256).hexdigest()

    def _buttons(self, conversation: ConversationId) -> URLSafeTimedSerializer:
        # The conversation is part of the key, so a payload of another one does not verify here.
        return URLSafeTimedSerializer(self._secret_key, salt=f"grenswijzer.button.{conversation}")

    def sign_payload(self, conversation: ConversationId, payload: str) -> str:
        """Return what the button of `payload` sends back, good in `conversation` alone."""
        token = self._buttons(conversation).dumps(payload)
        return token if isinstance(token, str) else token.decode()

    def read_payload(self, conversation: ConversationId, token: str) -> str:
        """Return the payload that a button of `conversation` stands for.

        Raises:
            TokenForged: we did not sign it for this conversation.
            TokenExpired: the button is too old.
        """
        return read_signed(self._buttons(conversation), token, self._max_age_s)
