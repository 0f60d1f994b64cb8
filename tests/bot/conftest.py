"""The trained bot, once per session; `make test` has trained it before, else it is trained here."""

from __future__ import annotations

import asyncio
import functools
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.core.agent import Agent  # noqa: E402 - after the switches above
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402
from rasa.utils.endpoints import EndpointConfig  # noqa: E402

from bot.components.tracker_store import BoundedTrackerStore  # noqa: E402
from setup.builds import rasa_model  # noqa: E402
from tests.bot.action_server import ActionServer  # noqa: E402
from tests.support import need  # noqa: E402

ROOT = Path(__file__).parents[2]

#: Posts a message of a conversation to the bot and returns what it says.
Say = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    """Rasa writes each message to the debug log, which nobody reads here."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@pytest.fixture(scope="session")
def model() -> Path:
    """The model trained from today's files."""
    names = ROOT / "models" / "gazetteers.json"
    need(names.is_file(), str(names), "build it with `make build`.")
    encoder = ROOT / "models" / "encoder" / "onnx" / "model.onnx"
    need(encoder.is_file(), str(encoder), "build it with `make build`.")
    path = rasa_model()
    if not path.is_file():
        import rasa

        os.chdir(ROOT)
        path.parent.mkdir(parents=True, exist_ok=True)
        rasa.train(
            "bot/domain", "config.yml", ["bot/data"], str(path.parent), fixed_model_name=path.name[: -len(".tar.gz")]
        )
    return path


@pytest.fixture(scope="session")
def actions() -> Iterator[ActionServer]:
    """An action server on a port of its own."""
    with ActionServer() as server:
        yield server


@pytest.fixture(scope="session")
def agent(model: Path, actions: ActionServer, tmp_path_factory: pytest.TempPathFactory) -> Agent:
    """The bot with its own tracker store and the small action server."""
    folder = tmp_path_factory.mktemp("conversations")
    return Agent.load(
        str(model),
        action_endpoint=EndpointConfig(actions.url, token="secret"),
        tracker_store=BoundedTrackerStore(dialect="sqlite", db=str(folder / "tracker.db")),
    )


@pytest.fixture(scope="session")
def parse(agent: Agent) -> Callable[[str], dict[str, Any]]:
    """What the NLU makes of the first message of a conversation."""

    @functools.cache
    def run(text: str) -> dict[str, Any]:
        assert agent.processor is not None
        return asyncio.run(agent.processor.parse_message(UserMessage(text)))

    return run


@pytest.fixture
def say(agent: Agent, request: pytest.FixtureRequest) -> Say:
    """A conversation of the test's own."""

    def run(text: str, sender: str = request.node.nodeid, **metadata: Any) -> list[dict[str, Any]]:
        output = CollectingOutputChannel()
        message = UserMessage(text, output, sender, input_channel="rest", metadata=metadata or None)
        asyncio.run(agent.handle_message(message))
        return output.messages

    return run
