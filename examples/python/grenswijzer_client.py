"""A small client of Grenswijzer's API: chat, search, entries, desks, changes.

    with Grenswijzer("https://your-server.example") as grenswijzer:
        conversation = grenswijzer.conversation(language="nl")
        for message in conversation.say("Hoeveel uur mag ik werken naast mijn studie?").messages:
            print(message.text, message.as_of, [source.title for source in message.sources])

Copy it into your project; it needs httpx and nothing else.

Errors:
    GrenswijzerError            the service refuses, with its own words; `type` is for programs
    ├── TooManyRequests         it still does after waiting as long as it asked for
    └── Unreachable             nobody answers, or not this service
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Self

import httpx

Language = Literal["nl", "de", "en"]
#: What ends a conversation: its token is too old, forgotten, or of a service with another key.
ENDED = frozenset({"conversation-expired", "conversation-forgotten", "conversation-unknown"})
#: Statuses after which the service says how long to wait.
BUSY = frozenset({429, 503})


class GrenswijzerError(Exception):
    """The service refuses a request."""

    def __init__(self, status: int, type_: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.type = type_


class TooManyRequests(GrenswijzerError):
    """It was asked too much; `retry_after_s`: how many seconds to wait."""

    def __init__(self, status: int, type_: str, detail: str, retry_after_s: float) -> None:
        super().__init__(status, type_, detail)
        self.retry_after_s = retry_after_s


class Unreachable(GrenswijzerError):
    """No answer came that is one of Grenswijzer's."""


@dataclass(frozen=True)
class Source:
    """Where an answer comes from."""

    title: str
    locator: str
    url: str | None
    as_of: str


@dataclass(frozen=True)
class Contact:
    """Whom to turn to."""

    name: str
    url: str | None
    phone: str | None
    email: str | None
    address: str | None


@dataclass(frozen=True)
class Button:
    """A quick reply; hand it to `Conversation.press`."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message of the assistant."""

    id: str
    text: str
    kind: str
    status: str
    language: Language
    #: The date the answer holds for, in words; None for what is no answer.
    as_of: str | None
    #: What must be said about how sure or fresh it is.
    caution: str | None
    #: What an older source said, and when.
    older: tuple[str, str] | None
    sources: Sequence[Source]
    official: Sequence[Source]
    contacts: Sequence[Contact]
    buttons: Sequence[Button]

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Self:
        """Read it from the service's answer; fields that are new there are left alone."""
        older = data.get("older")
        return cls(
            id=data["id"],
            text=data["text"],
            kind=data["kind"],
            status=data["status"],
            language=data["language"],
            as_of=data.get("as_of"),
            caution=data.get("caution"),
            older=(older["text"], older["as_of"]) if older else None,
            sources=[_read(Source, one) for one in data.get("sources", [])],
            official=[_read(Source, one) for one in data.get("official", [])],
            contacts=[_read(Contact, one) for one in data.get("contacts", [])],
            buttons=[_read(Button, one) for one in data.get("buttons", [])],
        )


@dataclass(frozen=True)
class Turn:
    """What the assistant said to one turn."""

    language: Language
    messages: Sequence[Message]
    #: Whether the conversation had ended, so that this turn began another one.
    is_new_conversation: bool = False


def _read(kind: Any, data: Mapping[str, Any]) -> Any:
    return kind(**{name: data.get(name) for name in kind.__dataclass_fields__})


@dataclass
class Conversation:
    """One conversation; it keeps the token that the service asks for."""

    client: Grenswijzer
    #: None: the service follows the words of the user.
    language: Language | None = None
    site: str | None = None
    role: Literal["student", "employer", "adviser"] | None = None
    region: str | None = None
    token: str | None = field(default=None, repr=False)

    def say(self, message: str) -> Turn:
        """Send what somebody typed; where the conversation has ended it goes on in a new one.

        Raises:
            GrenswijzerError: the message cannot be taken, say because it is empty or too long.
        """
        try:
            return self._turn({"message": message})
        except GrenswijzerError as error:
            if error.type not in ENDED:
                raise
        self.token = None
        turn = self._turn({"message": message})
        return Turn(turn.language, turn.messages, is_new_conversation=True)

    def press(self, button: Button) -> Turn:
        """Press a button that came with a message of this conversation.

        Raises:
            GrenswijzerError: it is too old, or the conversation has ended: the user must ask again.
        """
        return self._turn({"payload": button.payload})

    def rate(self, message: Message, rating: Literal["up", "down"], comment: str | None = None) -> None:
        """Rate an answer."""
        self.client.call("POST", "/api/v1/feedback", body={"answer": message.id, "rating": rating, "comment": comment})

    def forget(self) -> None:
        """Have the service forget all of it; nothing happens where it has already, or nothing was said."""
        token, self.token = self.token, None
        if token is None:
            return
        try:
            self.client.call("DELETE", "/api/v1/chat", token=token)
        except GrenswijzerError as error:
            if error.type not in ENDED:
                self.token = token
                raise

    def _turn(self, said: Mapping[str, str]) -> Turn:
        context = {"site": self.site, "role": self.role, "region": self.region}
        body = {"conversation": self.token, "language": self.language, "context": context, **said}
        answer = self.client.call("POST", "/api/v1/chat", body=body)
        self.token = answer["conversation"]
        return Turn(answer["language"], [Message.read(one) for one in answer["messages"]])


class Grenswijzer:
    """The service at one address. Close it, or use it in a `with`."""

    def __init__(
        self,
        server: str,
        *,
        timeout_s: float = 15.0,
        max_wait_s: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`max_wait_s`: how long to wait, all in all, where the service says that it is busy; 0 never waits."""
        self._http = httpx.Client(base_url=server, timeout=timeout_s, headers={"Accept": "application/json"})
        self._max_wait_s = max_wait_s
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def conversation(self, **options: Any) -> Conversation:
        """Begin a conversation; `options`: language, site, role, region."""
        return Conversation(self, **options)

    def search(
        self, query: str, *, language: Language | None = None, limit: int = 5, **filters: str
    ) -> list[dict[str, Any]]:
        """Return the best passages, best first; `filters`: topic, region, audience, kind, as_of."""
        asked = {"q": query, "lang": language, "limit": limit, **filters}
        results: list[dict[str, Any]] = self.call("GET", "/api/v1/search", query=asked)["results"]
        return results

    def entry(self, entry_id: str, *, language: Language | None = None) -> dict[str, Any]:
        """Return everything about one entry."""
        entry: dict[str, Any] = self.call("GET", f"/api/v1/entries/{entry_id}", query={"lang": language})
        return entry

    def contacts(self, *places: str, language: Language | None = None) -> list[dict[str, Any]]:
        """Return the desks for one to four places."""
        found: list[dict[str, Any]] = self.call(
            "GET", "/api/v1/contacts", query={"place": list(places), "lang": language}
        )["places"]
        return found

    def changes(self, since: dt.date, *, language: Language | None = None, limit: int = 50) -> list[dict[str, Any]]:
        """Return what reads otherwise today than on the day `since`, newest first."""
        query = {"since": since.isoformat(), "lang": language, "limit": limit}
        changes: list[dict[str, Any]] = self.call("GET", "/api/v1/changes", query=query)["changes"]
        return changes

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        token: str | None = None,
    ) -> Any:
        """Send one request, again after a wait where the service is busy, and return what its answer holds.

        Raises:
            TooManyRequests: it is busy for longer than `max_wait_s`.
            Unreachable: nobody answers, or not this service.
            GrenswijzerError: it refuses the request.
        """
        patience_s = self._max_wait_s
        while True:
            try:
                return self._once(method, path, query, body, token)
            except TooManyRequests as error:
                if error.retry_after_s > patience_s:
                    raise
                patience_s -= error.retry_after_s
                self._sleep(error.retry_after_s)

    def _once(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        body: Mapping[str, Any] | None,
        token: str | None,
    ) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        try:
            response = self._http.request(method, path, params=asked, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unreachable(0, "unreachable", f"{self._http.base_url} does not answer.") from error
        if response.status_code == 204:
            return None
        try:
            data = response.json()
        except ValueError as error:
            told = f"{self._http.base_url} answered {response.status_code}, and nothing that could be read."
            raise Unreachable(response.status_code, "unreadable", told) from error
        if response.is_success:
            return data
        type_, detail = str(data.get("type", "error")), str(data.get("detail", response.reason_phrase))
        if response.status_code in BUSY and response.headers.get("Retry-After", "").isdecimal():
            raise TooManyRequests(response.status_code, type_, detail, float(response.headers["Retry-After"]))
        raise GrenswijzerError(response.status_code, type_, detail)
