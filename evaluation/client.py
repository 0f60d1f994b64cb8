"""Talk to a running stack as its users do: over HTTP, waiting where it says that there is too much to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from evaluation.errors import NotRunning

TIMEOUT_S = 30.0
#: Longer than this the stack is not busy but closed.
MAX_WAIT_S = 120.0
MAX_TRIES = 8
_BUSY = frozenset({429, 503})


@dataclass(frozen=True)
class Turn:
    """One reply of the bot."""

    messages: tuple[Mapping[str, Any], ...]
    #: Token with which the conversation goes on; None where there was no reply.
    conversation: str | None
    #: Time of the request that was answered, without waiting for its turn.
    milliseconds: float
    #: HTTP status; where it is not 200 there are no messages.
    status: int


@dataclass(frozen=True)
class Search:
    """What the look-up tool found, best first."""

    results: tuple[Mapping[str, Any], ...]
    milliseconds: float
    status: int


class Client:
    """A client of one stack; may be used from several threads.

    `wait`: called with the seconds to wait when the stack is busy.
    """

    def __init__(self, url: str, wait: Callable[[float], None] = time.sleep) -> None:
        self.url = url.rstrip("/")
        # The stack is ours and near: a proxy of the environment is not asked, whatever it is for.
        self._http = httpx.Client(base_url=self.url, timeout=TIMEOUT_S, trust_env=False)
        self._wait = wait
        self._lock = threading.Lock()
        self._covers: dict[str, frozenset[str]] = {}
        #: How often the stack refused because of too many requests (429), and because it was busy (503).
        self.limited = 0
        self.busy = 0

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def health(self) -> Mapping[str, Any]:
        """Return what the stack says of itself.

        Raises:
            NotRunning: nothing answers at the address, or something else does.
        """
        try:
            health = self._http.get("/health").json()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotRunning(
                f"Nothing answers at {self.url}: start the product in another terminal with `make run`, "
                "or let this command start it with --start."
            ) from error
        except ValueError:
            health = None
        if not isinstance(health, dict) or "ready" not in health:
            raise NotRunning(f"What answers at {self.url} is not this product: name its address with --url.")
        return health

    def say(self, text: str, conversation: str | None = None) -> Turn:
        """Say `text`; without a `conversation` a new one begins.

        Raises:
            NotRunning: the stack stopped answering, or stays busy.
        """
        return self._turn({"conversation": conversation, "message": text})

    def press(self, payload: str, conversation: str | None) -> Turn:
        """Press a button that sends `payload`.

        Raises:
            NotRunning: the stack stopped answering, or stays busy.
        """
        return self._turn({"conversation": conversation, "payload": payload})

    def _turn(self, sent: Mapping[str, Any]) -> Turn:
        response, milliseconds = self._send(lambda: self._http.post("/api/v1/chat", json=sent))
        body = _object(response)
        return Turn(tuple(body.get("messages", ())), body.get("conversation"), milliseconds, response.status_code)

    def search(self, text: str, limit: int) -> Search:
        """Look `text` up.

        Raises:
            NotRunning: the stack stopped answering, or stays busy.
        """
        response, milliseconds = self._send(
            lambda: self._http.get("/api/v1/search", params={"q": text, "limit": str(limit)})
        )
        return Search(tuple(_object(response).get("results", ())), milliseconds, response.status_code)

    def covers(self, entry: str) -> frozenset[str]:
        """Return the coverage rows of an entry; each is asked for once.

        Raises:
            NotRunning: the stack stopped answering, or stays busy.
        """
        if entry not in self._covers:
            response, _ = self._send(lambda: self._http.get(f"/api/v1/entries/{entry}"))
            self._covers[entry] = frozenset(_object(response).get("covers", ()))
        return self._covers[entry]

    def _send(self, request: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
        """Send a request, again when the stack says that it is busy, and time the last try."""
        for _ in range(MAX_TRIES):
            started = time.perf_counter()
            try:
                response = request()
            except httpx.HTTPError as error:
                raise NotRunning(f"{self.url} stopped answering ({type(error).__name__}): see its log.") from error
            milliseconds = (time.perf_counter() - started) * 1000
            pause = _retry_after(response)
            if pause is None:
                return response, milliseconds
            if pause > MAX_WAIT_S:
                raise NotRunning(f"{self.url} asks to come back in {pause:.0f} s: is it switched off?")
            self._count(response.status_code)
            self._wait(pause)
        raise NotRunning(f"{self.url} was still too busy after {MAX_TRIES} tries.")

    def _count(self, status: int) -> None:
        with self._lock:
            self.limited += status == 429
            self.busy += status == 503


def _retry_after(response: httpx.Response) -> float | None:
    """Return how many seconds to wait, or None where the response is final."""
    if response.status_code not in _BUSY or "retry-after" not in response.headers:
        return None
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except ValueError:
        return 1.0


def _object(response: httpx.Response) -> dict[str, Any]:
    """Return the JSON object of a good response; an empty one of any other."""
    if response.status_code != 200:
        return {}
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
