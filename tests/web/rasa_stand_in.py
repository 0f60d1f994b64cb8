"""A small HTTP server in Rasa's place, for what the real one cannot be made to do: be slow, break, be gone.

It also keeps what it was sent, which proves what never reaches Rasa.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = dict[str, Any]


def say(*items: Item) -> Callable[[Item], bytes]:
    """Return an answer that holds `items`."""
    return lambda turn: json.dumps([{"recipient_id": turn["sender"], **item} for item in items]).encode()


@dataclass
class RasaStandIn:
    """What the server does with a turn, and the turns it got."""

    url: str = ""
    answer: Callable[[Item], bytes] = field(default=say({"text": "Hallo!"}))
    status: int = 200
    delay_s: float = 0.0
    turns: list[Item] = field(default_factory=list)
    #: How many turns were dealt with at the same time, at most.
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def messages(self) -> list[str]:
        """The messages it was sent."""
        return [turn["message"] for turn in self.turns]

    def take(self, turn: Item) -> bytes:
        """Deal with one turn."""
        with self._lock:
            self.turns.append(turn)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        time.sleep(self.delay_s)
        with self._lock:
            self._now -= 1
        return self.answer(turn)


@contextmanager
def rasa_stand_in() -> Iterator[RasaStandIn]:
    """Run the server on a free port."""
    stand_in = RasaStandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(b'{"status":"ok"}')

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                self._send(stand_in.take(json.loads(body)))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _send(self, body: bytes) -> None:
            self.send_response(stand_in.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
