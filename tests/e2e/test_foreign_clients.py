"""Clients that others wrote talk to the product: one made from the OpenAPI document, and Rasa's own for REST."""

from __future__ import annotations

import json
import os
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest

from setup.paths import BOT, CLIENTS
from tests.e2e.conftest import Product
from tests.support import need

pytestmark = [pytest.mark.rasa, pytest.mark.browser]

HERE = Path(__file__).parent
#: What Rasa's shell shows of the turns of one conversation, without its prompt.
SHELL = """
import asyncio, sys
from rasa.core.channels import console
async def talk(server, sender, *messages):
    for message in messages:
        for item in await console.send_message_receive_block(server, "", sender, message):
            console._print_bot_output(item)
asyncio.run(talk(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def generated(product: Product, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a client that was generated from the document, and what the generator said."""
    command = CLIENTS / "bin" / "openapi-python-client"
    need(command.exists(), "The generator of clients", "`make test-full` installs it")
    folder = tmp_path_factory.mktemp("client")
    done = subprocess.run(
        [
            *(command, "generate", "--url", f"{product.url}/openapi.json", "--meta", "none"),
            *("--output-path", folder / "generated", "--fail-on-warning"),
        ],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PATH": f"{CLIENTS / 'bin'}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout + done.stderr


def test_a_client_is_generated_without_a_warning(generated: tuple[Path, str]) -> None:
    folder, said = generated
    assert "arning" not in said
    assert {path.stem for path in (folder / "generated" / "api").glob("*/*.py")} - {"__init__"} == {
        "take_turn", "forget", "rate", "search", "entry", "changes", "contacts", "health",
    }  # fmt: skip


def test_the_generated_client_asks_searches_reads_and_forgets(product: Product, generated: tuple[Path, str]) -> None:
    done = subprocess.run(
        [CLIENTS / "bin" / "python", HERE / "generated_client.py", generated[0], product.url],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    assert "16" in told["answer"]
    assert "Nuffic" in told["sources"]
    assert (told["pressed"], told["rated"], told["ready"]) == ("form", 204, True)
    assert told["found"][0] == "internship-dutch-programme"
    assert "raktik" in told["entry"]
    assert told["matched"] and told["held"] and told["desks"] and told["changed"]
    assert (told["problem"], told["forgotten"]) == ("entry-unknown", [204, 401])


def shown(product: Product, *messages: str) -> str:
    """Return what Rasa's own client shows of a conversation at the REST channel."""
    python = BOT / "bin" / "python"
    need(python.exists(), "The environment of the bot", "`make build` makes it")
    done = subprocess.run(
        [python, "-c", SHELL, product.rasa, uuid.uuid4().hex, *messages],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def plain(text: str) -> str:
    """Return what somebody reads who is shown no JSON."""
    lines, hidden = [], False
    for line in text.splitlines():
        hidden = hidden or "Custom json:" in line
        if not hidden:
            lines.append(line)
        hidden = hidden and not line.startswith(("}", "\x1b[0m}", "}\x1b"))
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Hoeveel uur mag een student uit India werken naast de studie?", ["16 uur", "Bron"]),
        ("Wie viele Stunden darf ein Student aus Indien neben dem Studium arbeiten?", ["16 Stunden", "Quelle"]),
        ("How many hours may a student from India work beside the studies?", ["16 hours", "Source"]),
    ],
)
def test_rasas_own_client_shows_answer_and_source_as_text(product: Product, question: str, words: list[str]) -> None:
    told = plain(shown(product, question))
    for word in words:
        assert word in told


def test_rasas_own_client_shows_the_choices_of_a_check(product: Product) -> None:
    told = plain(shown(product, "Start the permit check"))
    assert "Buttons:" in told
    assert "1: " in told
