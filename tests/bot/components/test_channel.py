from __future__ import annotations

import asyncio
import base64
import json
import logging
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.components.channel import MAX_MESSAGE_CHARS, QuietRestChannel
from bot.components.handed_vectors import HANDED

DEADLINE_S = 0.3
Post = Callable[[Any], tuple[int, Any]]


async def answer(message: UserMessage) -> None:
    """Stands for Rasa: says back what it was told, fails, or takes long."""
    if message.text == "fail":
        raise ValueError("secret words of somebody")
    if message.text == "wait":
        await asyncio.sleep(DEADLINE_S * 10)
    said = f"{message.sender_id}|{message.text}|{message.metadata}|{message.input_channel}"
    await message.output_channel.send_text_message(message.sender_id, said)


async def serve(listening: socket.socket) -> None:
    channel = QuietRestChannel.from_credentials({"deadline_s": DEADLINE_S})
    app = Sanic("channel", configure_logging=False)
    app.blueprint(channel.blueprint(answer), url_prefix=f"/webhooks/{channel.url_prefix()}")
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.serve_forever()


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """A server with the channel, in a thread of its own: Sanic can be started once per process."""
    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    running = loop.create_task(serve(listening))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def run(body: Any) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/rest/webhook"
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data), timeout=10) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    yield run
    loop.call_soon_threadsafe(running.cancel)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def test_it_speaks_rasas_rest_format_at_rasas_rest_address(post: Post) -> None:
    status, messages = post({"sender": "abc", "message": "hoi", "metadata": {"language": "nl"}})
    assert status == 200
    assert messages == [{"recipient_id": "abc", "text": "abc|hoi|{'language': 'nl'}|rest"}]


def test_sender_and_metadata_may_be_left_out(post: Post) -> None:
    assert post({"message": "hoi"})[1][0]["text"] == "default|hoi|None|rest"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message": None},
        {"message": 5},
        {"message": "x" * (MAX_MESSAGE_CHARS + 1)},
        {"message": "hoi", "sender": ""},
        {"message": "hoi", "sender": 7},
        {"message": "hoi", "sender": "x" * 256},
        {"message": "hoi", "metadata": "nl"},
        {"message": "hoi", "vector": "nl"},
        {"message": "hoi", "vector": {"encoder": "abc", "values": "?"}},
    ],
)
def test_what_is_no_message_is_refused_with_a_sentence(post: Post, body: dict[str, Any]) -> None:
    status, answered = post(body)
    assert status == 400
    assert answered["detail"].startswith("`")


def test_the_vector_of_a_message_may_come_with_it(post: Post) -> None:
    vector = {"encoder": "abc", "values": base64.b64encode(np.ones(3, dtype="<f4").tobytes()).decode()}
    status, messages = post({"message": "met vector", "vector": vector})
    assert status == 200
    # It is no part of the message, and so is not stored with it.
    assert messages[0]["text"] == "default|met vector|None|rest"
    found = HANDED.of("met vector", "abc")
    assert found is not None
    assert found.tolist() == [[1, 1, 1]]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b'"hoi"', b"null"])
def test_what_is_no_json_object_is_refused(post: Post, data: bytes) -> None:
    assert post(data)[0] == 400


def test_a_turn_ends_at_the_deadline(post: Post) -> None:
    started = time.monotonic()
    assert post({"sender": "a", "message": "wait"})[0] == 504
    assert time.monotonic() - started < DEADLINE_S * 8


def test_a_failure_is_logged_without_text_and_sender(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        assert post({"sender": "somebody-1", "message": "fail"})[0] == 500
    assert "ValueError" in caplog.text
    assert "secret words" not in caplog.text
    assert "somebody-1" not in caplog.text
