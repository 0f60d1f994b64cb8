from __future__ import annotations

import asyncio
import logging
import socket
import uuid
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, Tuple

import aiohttp
import pytest
import pytest_asyncio
from rasa.core.channels.channel import UserMessage
from sanic import Sanic

from bot.components.channel import MAX_MESSAGE_CHARS, QuietRestChannel

DEADLINE_S = 0.3
Post = Callable[..., Awaitable[Tuple[int, Any]]]


async def answer(message: UserMessage) -> None:
    """Stands for Rasa: says back what it was told, fails, or takes long."""
    if message.text == "fail":
        raise ValueError("secret words of somebody")
    if message.text == "wait":
        await asyncio.sleep(DEADLINE_S * 10)
    said = f"{message.sender_id}|{message.text}|{message.metadata}|{message.input_channel}"
    await message.output_channel.send_text_message(message.sender_id, said)


@pytest_asyncio.fixture
async def post() -> AsyncIterator[Post]:
    channel = QuietRestChannel.from_credentials({"deadline_s": DEADLINE_S})
    app = Sanic(f"channel-{uuid.uuid4().hex}", configure_logging=False)
    app.blueprint(channel.blueprint(answer), url_prefix=f"/webhooks/{channel.url_prefix()}")
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    assert server is not None
    await server.startup()

    async def run(data: Any = None, **json: Any) -> Tuple[int, Any]:
        url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
        async with aiohttp.ClientSession() as session:
            async with session.post(url, **({"data": data} if data is not None else {"json": json})) as response:
                return response.status, await response.json()

    yield run
    server.close()
    await server.wait_closed()


async def test_it_speaks_rasas_rest_format_at_rasas_rest_address(post: Post) -> None:
    status, messages = await post(sender="abc", message="hoi", metadata={"language": "nl"})
    assert status == 200
    assert messages == [{"recipient_id": "abc", "text": "abc|hoi|{'language': 'nl'}|rest"}]


async def test_sender_and_metadata_may_be_left_out(post: Post) -> None:
    assert (await post(message="hoi"))[1][0]["text"] == "default|hoi|None|rest"


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
    ],
)
async def test_what_is_no_message_is_refused_with_a_sentence(post: Post, body: Dict[str, Any]) -> None:
    status, answered = await post(**body)
    assert status == 400
    assert answered["detail"].startswith("`")


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[]", b'"hoi"', b"null"])
async def test_what_is_no_json_object_is_refused(post: Post, data: bytes) -> None:
    assert (await post(data))[0] == 400


async def test_a_turn_ends_at_the_deadline(post: Post) -> None:
    started = asyncio.get_running_loop().time()
    assert (await post(sender="a", message="wait"))[0] == 504
    assert asyncio.get_running_loop().time() - started < DEADLINE_S * 5


async def test_a_failure_is_logged_without_text_and_sender(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="bot"):
        assert (await post(sender="somebody-1", message="fail"))[0] == 500
    assert "ValueError" in caplog.text
    assert "secret words" not in caplog.text
    assert "somebody-1" not in caplog.text
