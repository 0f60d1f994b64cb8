"""A small HTTP server in the product's place, which says what a test lets it say."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Message = dict[str, Any]


def answer(text: str, language: str = "nl", **fields: Any) -> Message:
    """A message with knowledge, as the gateway sends it."""
    return {
        "id": "x", "text": text, "kind": "answer", "status": "answered", "language": language, "entry": "hours",
        "older": None, **fields,
    }  # fmt: skip


def small(text: str = "Hallo!", kind: str = "smalltalk", status: str = "small-talk") -> Message:
    """A message without knowledge."""
    return {"id": "y", "text": text, "kind": kind, "status": status, "language": "nl", "entry": None, "older": None}


def found(entry: str, passage: str, language: str = "nl", older: str | None = None) -> dict[str, Any]:
    """One result of the search."""
    return {
        "id": entry,
        "passage": passage,
        "older": {"text": older, "as_of": "2016-03"} if older else None,
        "why": {"matched": {"text": "…", "kind": "question", "language": language}},
    }


@dataclass
class StandIn:
    """What the server says, and what it was asked."""

    url: str = ""
    #: Text and number of the turn in its conversation, to messages.
    reply: Callable[[str, int], list[Message]] = lambda _text, _turn: [answer("16 uur")]
    results: Callable[[str], list[dict[str, Any]]] = lambda _query: []
    covers: dict[str, list[str]] = field(default_factory=dict)
    health: Any = field(default_factory=lambda: {"ready": True, "parts": {"rasa": "up"}, "versions": {"index": "1"}})
    #: Refusals to give before anything else: status and Retry-After.
    refusals: list[tuple[int, str]] = field(default_factory=list)
    #: Texts and queries, in the order in which they came, and paths of all requests.
    asked: list[tuple[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _turns: dict[str, int] = field(default_factory=dict)

    def chat(self, body: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            conversation = body["conversation"] or f"c{len(self._turns)}"
            self._turns[conversation] = self._turns.get(conversation, 0) + 1
            said = body.get("message") or body["payload"]
            self.asked.append((conversation, said))
            turn = self._turns[conversation]
        return {"conversation": conversation, "language": "nl", "messages": self.reply(said, turn)}

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def respond(self, path: str, query: str, body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        self.paths.append(path)
        if path == "/health":
            return 200, {}, self.health
        with self._lock:
            if self.refusals:
                status, retry_after = self.refusals.pop(0)
                return status, {"Retry-After": retry_after}, {"detail": "busy"}
        if path == "/api/v1/chat":
            return 200, {}, self.chat(body)
        if path == "/api/v1/search":
            return 200, {}, {"language": "nl", "results": self.results(parse_qs(query)["q"][0])}
        return 200, {}, {"covers": self.covers.get(path.rpartition("/")[2], [])}


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Run the server on a free port."""
    state = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet: two would wait for each other's receipt, 40 ms each time.
        wbufsize = -1

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def _answer(self, body: dict[str, Any]) -> None:
            address = urlsplit(self.path)
            with state.at_work():
                status, headers, payload = state.respond(address.path, address.query, body)
            content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
