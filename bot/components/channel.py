"""Rasa's REST channel, at the same address and in the same shape, for use behind the gateway."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, Awaitable, Callable, Dict, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.components.handed_vectors import HANDED, UnreadableVector
from bot.components.shortcuts import use_shortcuts

logger = logging.getLogger(__name__)
_NAME = re.compile(r"[0-9a-f]{16,64}")

OnMessage = Callable[[UserMessage], Awaitable[Any]]

#: Below the gateway's own 3 s, so that the conversation is free again when the user tries again.
DEADLINE_S = 2.8
MAX_MESSAGE_CHARS = 4000
MAX_SENDER_CHARS = 255


class BadRequest(ValueError):
    """What was posted is no message; the text says what would be one."""


class QuietRestChannel(RestInput):
    """`POST /webhooks/rest/webhook` with `{"sender", "message", "metadata", "vector"}`.

    It differs from Rasa's own in four ways: a turn ends at the deadline (Rasa waits five minutes for an
    action, and blocks the conversation so long), a failure is logged without the user's text or
    conversation id, what is no message is answered 400 instead of 200 or 500, and the vector of the message may
    come with it (`handed_vectors.py`).
    """

    def __init__(self, deadline_s: float = DEADLINE_S) -> None:
        """Set how long a whole turn may take, in seconds."""
        self._deadline_s = deadline_s

    @classmethod
    def name(cls) -> str:
        """Return the name in the address, which is that of Rasa's own channel."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> InputChannel:
        """Create the channel from its part of `credentials.yml`; a server does so once, before its first turn."""
        use_shortcuts()
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        """Return the two routes: the health check and the webhook."""
        routes = Blueprint("quiet_rest", "bot.components.channel")

        @routes.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            return response.json({"status": "ok", "model": getattr(agent, "model_id", None)})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            output = CollectingOutputChannel()
            try:
                message = self._message(request, output)
                await asyncio.wait_for(on_new_message(message), self._deadline_s)
            except BadRequest as error:
                return response.json({"detail": str(error)}, status=400)
            except asyncio.TimeoutError:
                logger.warning("A message was not answered within %s s (request %s).", self._deadline_s, _name(request))
                return response.json({"detail": "The answer took too long."}, status=504)
            except Exception as error:
                # A traceback may quote the message, so only the kind of error is logged.
                logger.error("A message could not be handled (request %s): %s", _name(request), type(error).__name__)  # noqa: TRY400
                return response.json({"detail": "The message could not be handled."}, status=500)
            return response.json(output.messages)

        return routes

    def _message(self, request: Request, output: CollectingOutputChannel) -> UserMessage:
        body = _json_object(request)
        text, sender, metadata = body.get("message"), body.get("sender"), body.get("metadata")
        if not isinstance(text, str) or len(text) > MAX_MESSAGE_CHARS:
            raise BadRequest(f"`message` must be a text of at most {MAX_MESSAGE_CHARS} characters.")
        if sender is not None and (not isinstance(sender, str) or not 0 < len(sender) <= MAX_SENDER_CHARS):
            raise BadRequest(f"`sender` must be a text of 1 to {MAX_SENDER_CHARS} characters, or be left out.")
        if metadata is not None and not isinstance(metadata, dict):
            raise BadRequest("`metadata` must be an object or be left out.")
        if body.get("vector") is not None:
            try:
                HANDED.hand(text, body["vector"])
            except UnreadableVector as error:
                raise BadRequest(str(error)) from error
        return UserMessage(text, output, sender, input_channel=self.name(), metadata=metadata)


def _name(request: Request) -> str:
    """Return the name that the gateway gave the request of which this message came, for the log."""
    metadata = (request.json or {}).get("metadata") or {}
    name = metadata.get("request")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else "-"


def _json_object(request: Request) -> Dict[str, Any]:
    try:
        body = request.json
    except Exception as error:
        raise BadRequest("The body must be JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object.")
    return body
