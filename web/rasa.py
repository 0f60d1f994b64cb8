"""Talk to the Rasa server, and make messages of what it answers.

Errors:
    RasaError
    ├── RasaSlow     no answer within the deadline
    └── RasaGone     not reachable, or no usable answer
"""

from __future__ import annotations

import asyncio
import base64
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx

from knowledge.stores.base import Floats1d
from web.message_text import is_command
from web.tokens import ConversationId

#: How long what we know of Rasa's health holds, in seconds.
HEALTH_HOLDS_S = 2.0
HEALTH_DEADLINE_S = 1.0
MAX_CONNECTIONS = 64


class RasaError(Exception):
    """Rasa did not answer a turn."""


class RasaSlow(RasaError):
    """Rasa took longer than the deadline."""


class RasaGone(RasaError):
    """Rasa cannot be reached, or gave no answer that can be read."""


@dataclass(frozen=True)
class Vector:
    """The vector of a text, shape (dimensions,), and the fingerprint of the encoder that made it."""

    values: Floats1d
    encoder: str

    def to_json(self) -> dict[str, str]:
        """Return what the bot's channel reads: 32-bit floats, the lowest byte first, in base64."""
        data = self.values.astype("<f4").tobytes()
        return {"encoder": self.encoder, "values": base64.b64encode(data).decode()}


class Rasa:
    """Rasa's REST channel."""

    def __init__(self, url: str, deadline_s: float) -> None:
        limits = httpx.Limits(max_connections=MAX_CONNECTIONS, max_keepalive_connections=MAX_CONNECTIONS // 2)
        # No proxy of the environment: Rasa is on our own machine or network.
        self._client = httpx.AsyncClient(base_url=url, timeout=deadline_s, limits=limits, trust_env=False)
        self._deadline_s = deadline_s
        self._health: tuple[float, bool] = (0.0, False)
        #: The model that it last said it uses.
        self.model: str | None = None

    async def send_text(
        self, sender: ConversationId, text: str, metadata: dict[str, Any], vector: Vector | None = None
    ) -> list[dict[str, Any]]:
        """Send what a user typed, with its vector if there is one; return Rasa's items, at least one.

        Raises:
            ValueError: the text could be read as a payload: the caller must have told it apart.
            RasaSlow, RasaGone: see there.
        """
        if is_command(text):
            raise ValueError("a user's text that looks like a payload must not reach Rasa")
        return await self._post(sender, text, metadata, vector)

    async def send_payload(
        self, sender: ConversationId, payload: str, metadata: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Send a payload of our own making; return Rasa's items, at least one.

        Raises:
            RasaSlow, RasaGone: see there.
        """
        return await self._post(sender, payload, metadata)

    async def _post(
        self, sender: str, message: str, metadata: dict[str, Any], vector: Vector | None = None
    ) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": message, "metadata": metadata}
        if vector:
            body["vector"] = vector.to_json()
        try:
            async with asyncio.timeout(self._deadline_s):
                response = await self._client.post("/webhooks/rest/webhook", json=body)
                if response.status_code == HTTPStatus.GATEWAY_TIMEOUT:
                    raise RasaSlow
                response.raise_for_status()
                items = response.json()
        except (TimeoutError, httpx.TimeoutException) as error:
            raise RasaSlow from error
        except (httpx.HTTPError, ValueError) as error:
            raise RasaGone from error
        if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
            raise RasaGone
        return items

    async def is_up(self) -> bool:
        """Tell whether Rasa answers; asked at most every two seconds."""
        asked_at, up = self._health
        if time.monotonic() - asked_at < HEALTH_HOLDS_S:
            return up
        try:
            response = await self._client.get("/webhooks/rest/", timeout=HEALTH_DEADLINE_S)
            up = response.is_success
            said = response.json() if up else {}
            self.model = said.get("model") if isinstance(said, dict) else None
        except (httpx.HTTPError, ValueError):
            up = False
        self._health = (time.monotonic(), up)
        return up

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
